import type { Template } from "../assertions.ts";
import { control, type Control, type Element, list, resources } from "./control.ts";

const ANYWHERE = ["0.0.0.0/0", "::/0"];
/** What EC2 accepts in a description. */
const DESCRIPTION = /^[a-zA-Z0-9. _:/()#,@[\]+=&;{}!$*-]{10,255}$/;

/** Security groups and, where one is made, the network. */
export const NETWORK: readonly Control[] = [
  control({
    ids: [
      "EC2.13",
      "EC2.14",
      "EC2.18",
      "EC2.19",
      "CKV_AWS_24",
      "CKV_AWS_25",
      "CKV_AWS_260",
      "CKV_AWS_277",
      "EC23",
      "AWS-0107",
    ],
    title: "No security group lets anything in from the internet",
    how: "the tasks' group lets nothing in at all",
    of: (stack) => [
      ...resources("aws_security_group")(stack),
      ...resources("aws_vpc_security_group_ingress_rule")(stack),
    ],
    holds: ({ ingress, cidr_ipv4, cidr_ipv6 }) =>
      list(ingress).length === 0 && ![cidr_ipv4, cidr_ipv6].some((cidr) => ANYWHERE.includes(String(cidr))),
  }),
  control({
    ids: ["CKV_AWS_382"],
    title: "Security groups let out one port at a time",
    how: "TCP to 443 and, where Prefect's API has another, to that",
    of: (stack) => [...resources("aws_vpc_security_group_egress_rule")(stack), ...inlineEgress(stack)],
    holds: ({ ip_protocol, protocol, from_port, to_port }) =>
      (ip_protocol ?? protocol) === "tcp" && from_port !== undefined && from_port === to_port,
  }),
  control({
    ids: ["CKV_AWS_23", "AWS-0099", "AWS-0124"],
    title: "Security groups and their rules are described",
    how: "each says what it is for",
    of: resources(
      "aws_security_group",
      "aws_vpc_security_group_ingress_rule",
      "aws_vpc_security_group_egress_rule",
    ),
    holds: ({ description }) => typeof description === "string" && DESCRIPTION.test(description),
  }),
  control({
    ids: ["CKV2_AWS_5"],
    title: "Every security group is in use",
    how: "that of the tasks by the service, that of the endpoints by each of them",
    of: resources("aws_security_group"),
    holds: ({ address }, stack) =>
      resources("aws_ecs_service", "aws_vpc_endpoint")(stack).some((user) => refersTo(user, address)),
  }),
  control({
    ids: ["CKV2_AWS_19"],
    title: "Every public address is in use",
    how: "by a NAT gateway",
    of: resources("aws_eip"),
    holds: ({ address }, stack) =>
      resources("aws_nat_gateway")(stack).some((user) => refersTo(user, address)),
  }),
  control({
    ids: ["EC2.2", "CKV2_AWS_12"],
    title: "The default security group of a made VPC is closed",
    how: "it has no rule",
    of: resources("aws_vpc"),
    holds: (_vpc, stack) => {
      const [group, ...others] = resources("aws_default_security_group")(stack);
      return group !== undefined && others.length === 0 && !("ingress" in group) && !("egress" in group);
    },
  }),
  control({
    ids: ["EC2.6", "VPC7", "CKV2_AWS_11", "AWS-0178"],
    title: "The traffic of a made VPC is logged",
    how: "flow logs of what is accepted and what is rejected, unless `network.create.flow_logs` is off",
    exceptions: {
      "example greenfield, staging":
        "An environment for trying things out does without flow logs, which cost by use.",
    },
    of: resources("aws_vpc"),
    holds: (_vpc, stack) =>
      resources("aws_flow_log")(stack).some(({ traffic_type }) => traffic_type === "ALL"),
  }),
  control({
    ids: ["EC2.15", "CKV_AWS_130", "AWS-0164"],
    title: "Made subnets give no public addresses",
    how: "`mapPublicIpOnLaunch: false`, also in those of the NAT gateways",
    of: resources("aws_subnet"),
    holds: ({ map_public_ip_on_launch }) => map_public_ip_on_launch === false,
  }),
];

/** By its id, as a resource's arguments name another. */
function refersTo(user: Element, address: string): boolean {
  return JSON.stringify(user).includes(`\${${address}.`);
}

function inlineEgress(stack: Template): Element[] {
  return resources("aws_security_group")(stack).flatMap(({ address, egress }) =>
    list(egress).map((rule) => ({ ...rule, address })),
  );
}
