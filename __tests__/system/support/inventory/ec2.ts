import {
  DescribeAddressesCommand,
  DescribeFlowLogsCommand,
  DescribeInternetGatewaysCommand,
  DescribeLaunchTemplatesCommand,
  DescribeNatGatewaysCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeVpcEndpointsCommand,
  DescribeVpcsCommand,
  EC2Client,
} from "@aws-sdk/client-ec2";
import { tagged, type Kind } from "./kind.ts";

export const EC2_KINDS = {
  aws_vpc: async (aws) => {
    const { Vpcs } = await new EC2Client(aws).send(new DescribeVpcsCommand({}));
    return Vpcs?.map(({ VpcId, Tags }) => tagged(VpcId, Tags));
  },
  aws_subnet: async (aws) => {
    const { Subnets } = await new EC2Client(aws).send(new DescribeSubnetsCommand({}));
    return Subnets?.map(({ SubnetId, Tags }) => tagged(SubnetId, Tags));
  },
  aws_route_table: async (aws) => {
    const { RouteTables } = await new EC2Client(aws).send(new DescribeRouteTablesCommand({}));
    return RouteTables?.map(({ RouteTableId, Tags }) => tagged(RouteTableId, Tags));
  },
  aws_internet_gateway: async (aws) => {
    const { InternetGateways } = await new EC2Client(aws).send(new DescribeInternetGatewaysCommand({}));
    return InternetGateways?.map(({ InternetGatewayId, Tags }) => tagged(InternetGatewayId, Tags));
  },
  /** AWS shows one for an hour after it was deleted. */
  aws_nat_gateway: async (aws) => {
    const { NatGateways } = await new EC2Client(aws).send(new DescribeNatGatewaysCommand({}));
    return NatGateways?.filter(({ State }) => State !== "deleted").map(({ NatGatewayId, Tags }) =>
      tagged(NatGatewayId, Tags),
    );
  },
  aws_eip: async (aws) => {
    const { Addresses } = await new EC2Client(aws).send(new DescribeAddressesCommand({}));
    return Addresses?.map(({ AllocationId, Tags }) => tagged(AllocationId, Tags));
  },
  aws_vpc_endpoint: async (aws) => {
    const { VpcEndpoints } = await new EC2Client(aws).send(new DescribeVpcEndpointsCommand({}));
    return VpcEndpoints?.filter(({ State }) => String(State).toLowerCase() !== "deleted").map(
      ({ VpcEndpointId, Tags }) => tagged(VpcEndpointId, Tags),
    );
  },
  aws_flow_log: async (aws) => {
    const { FlowLogs } = await new EC2Client(aws).send(new DescribeFlowLogsCommand({}));
    return FlowLogs?.map(({ FlowLogId, Tags }) => tagged(FlowLogId, Tags));
  },
  /** By their names: a VPC's default one, which has the tags, too, lives and dies with its VPC. */
  aws_security_group: async (aws) => {
    const { SecurityGroups } = await new EC2Client(aws).send(new DescribeSecurityGroupsCommand({}));
    return SecurityGroups?.map(({ GroupName }) => GroupName);
  },
  aws_launch_template: async (aws) => {
    const { LaunchTemplates } = await new EC2Client(aws).send(new DescribeLaunchTemplatesCommand({}));
    return LaunchTemplates?.map(({ LaunchTemplateName }) => LaunchTemplateName);
  },
} satisfies Readonly<Record<string, Kind>>;
