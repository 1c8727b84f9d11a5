/** Where worker and flow runs live, and what they may reach from there. */
export type NetworkConfig = Reach & (ExistingSubnetsConfig | MadeVpcConfig);

interface Reach {
  /** Groups that somebody else keeps, beside our own one. */
  readonly securityGroupIds: readonly string[];
  readonly assignPublicIp: boolean;
  /** Where our own security group lets tasks go to, IPv4 or IPv6; `0.0.0.0/0` and `::/0` are everywhere. */
  readonly egressCidrs: readonly string[];
}

export interface ExistingSubnetsConfig {
  readonly kind: "existing";
  /** At least one; all in one VPC, which is looked up from the first. */
  readonly subnetIds: readonly string[];
}

export interface MadeVpcConfig {
  readonly kind: "create";
  /** A private IPv4 block from /16 to /24, such as `10.0.0.0/16`. */
  readonly cidr: string;
  /** Availability zones with a private subnet each: 2 or 3. */
  readonly zones: number;
  readonly nat: Nat;
  /** Services with an interface endpoint in each zone. S3 has a gateway endpoint in any case. */
  readonly endpoints: readonly VpcEndpointService[];
  readonly flowLogs: boolean;
}

/** NAT gateways: none, one for all zones, or one in each. */
export type Nat = (typeof NATS)[number];
export const NATS = ["none", "single", "per-zone"] as const;

/** Services as they are called in an endpoint's name, `com.amazonaws.<region>.<service>`. */
export type VpcEndpointService = (typeof VPC_ENDPOINT_SERVICES)[number];
export const VPC_ENDPOINT_SERVICES = [
  "ecr.api",
  "ecr.dkr",
  "ecs",
  "ecs-agent",
  "ecs-telemetry",
  "ec2",
  "events",
  "kms",
  "logs",
  "monitoring",
  "secretsmanager",
  "sns",
  "sqs",
  "ssm",
  "ssmmessages",
  "sts",
] as const;
