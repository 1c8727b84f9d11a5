import type { NetworkConfig } from "../../../stacks/config.ts";
import type { DeploymentConfig } from "../schema.ts";

/** The schema lets exactly one through of existing subnets and a VPC to be made. */
export function networkConfig(network: DeploymentConfig["network"]): NetworkConfig {
  const reach = {
    securityGroupIds: network.security_group_ids,
    assignPublicIp: network.assign_public_ip,
    egressCidrs: network.egress_cidrs,
  };
  if (network.create === undefined) {
    return { ...reach, kind: "existing", subnetIds: network.subnet_ids ?? [] };
  }
  const { cidr, zones, nat, endpoints, flow_logs: flowLogs } = network.create;
  return { ...reach, kind: "create", cidr, zones, nat, endpoints, flowLogs };
}
