import { ecsSays, either, workerSays } from "../evidence.ts";
import { REFERENCES } from "../references.ts";
import type { Row } from "../row.ts";

const names = {
  group: /log group[: ]+['"]?([\w./#-]*\w)/i,
  subnet: /(subnet-[0-9a-f]+)/i,
  securityGroup: /(sg-[0-9a-f]+)/i,
  role: /role '([^']+)'/,
};

/** Why a task got no network, no log or no role: what ECS prepares before the container starts. */
export const START_ROWS = [
  {
    id: "log-group-missing",
    evidence: ecsSays(
      /(log group|logger args|logging driver|CloudWatch).*(ResourceNotFoundException|log group does not exist)/is,
    ),
    names,
    cause: "The log group that the task writes to does not exist.",
    remedy:
      "Run apply again: Terraform makes the worker's log group; one of your own for flow runs stands in flow_runs.log_group.",
    reference: REFERENCES.resourceInitialization,
  },
  {
    id: "log-group-denied",
    evidence: ecsSays(
      /(logger args|logging driver|log stream).*(AccessDenied|not authorized to perform: logs:)/is,
    ),
    names,
    cause: "The role that ECS starts the task with may not write to its log group.",
    remedy:
      "Run apply again so that Terraform restores the role; a boundary in worker.permissions_boundary must allow logs:CreateLogStream and logs:PutLogEvents.",
    reference: REFERENCES.resourceInitialization,
  },
  {
    id: "logs-unreachable",
    evidence: ecsSays(
      /connection issue between the task and Amazon CloudWatch|(logger args|logging driver).*(i\/o timeout|signal: killed|context deadline exceeded|no such host)/is,
    ),
    names,
    cause: "The task has no way to CloudWatch Logs.",
    remedy:
      "Give the subnets in network.subnet_ids a route out (NAT, or network.assign_public_ip: true in public subnets) or an endpoint for logs, and let their security groups pass port 443.",
    reference: REFERENCES.resourceInitialization,
  },
  {
    id: "subnet-full",
    evidence: ecsSays(
      /InsufficientFreeAddresses|insufficient free addresses|Create Network Interface with public IP assignment enabled in subnet/i,
    ),
    names,
    cause: "The subnet {subnet|of the task} has no free addresses.",
    remedy:
      "Add subnets to network.subnet_ids, or free addresses in this one: aws ec2 describe-network-interfaces shows who holds them.",
    reference: REFERENCES.failedToStart,
  },
  {
    id: "network-of-different-vpcs",
    evidence: ecsSays(/(security group|subnet).*(different networks|same VPC|same network)/is),
    names,
    cause:
      "The security group {securityGroup|of the task} and the subnet {subnet|of the task} belong to different VPCs.",
    remedy:
      "Name security groups and subnets of one VPC in network.security_group_ids and network.subnet_ids.",
    reference: REFERENCES.awsvpc,
  },
  {
    id: "network-missing",
    evidence: ecsSays(
      /Invalid(SubnetID|Group|SecurityGroupID|Subnet)\.?NotFound|(subnet|security group) ID? ?'[^']+' does not exist/i,
    ),
    names,
    cause:
      "The subnet {subnet|of the task} or one of its security groups {securityGroup|(see below)} does not exist any more.",
    remedy: "Correct network.subnet_ids and network.security_group_ids.",
    reference: REFERENCES.awsvpc,
  },
  {
    id: "network-interface-late",
    evidence: ecsSays(/Timeout waiting for network interface provisioning/i),
    names,
    cause: "EC2 took too long to make the task's network interface.",
    remedy:
      "Run again. If it happens each time, look for an EC2 quota that is used up, and name more subnets in network.subnet_ids.",
    reference: REFERENCES.failedToStart,
  },
  {
    id: "role-not-assumed",
    evidence: ecsSays(/ECS was unable to assume the role|IAM trust relationship has been misconfigured/i),
    names,
    cause: "ECS may not assume the role {role|of the task}.",
    remedy:
      "A role of your own in worker.role_arn or flow_runs.execution_role_arn has to trust ecs-tasks.amazonaws.com; a role that was made seconds ago is known everywhere a little later, so run again.",
    reference: REFERENCES.taskRole,
  },
  {
    id: "filesystem-read-only",
    evidence: either(
      workerSays(/Read-only file system/i),
      ecsSays(/CannotStartContainer.*read-only file system/is),
    ),
    names,
    cause: "The worker tried to write to its root filesystem, which is read-only.",
    remedy:
      "Let it write below /tmp, enlarge that with worker.tmpfs_mib, or set worker.read_only_root: false.",
    reference: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html",
  },
] as const satisfies readonly Row[];
