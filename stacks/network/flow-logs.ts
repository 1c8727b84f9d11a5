import type { Arns } from "../arns.ts";
import type { WorkerStackConfig } from "../config.ts";
import type { Encryption } from "../encryption.ts";
import { CloudwatchLogGroup, FlowLog, IamRole, IamRolePolicy } from "../lib/aws.ts";
import { Construct } from "../lib/cdktf.ts";
import { policy } from "../lib/policy.ts";

export interface FlowLogsProps {
  readonly arns: Arns;
  readonly encryption: Encryption;
  readonly vpcId: string;
}

const FLOW_LOGS = "vpc-flow-logs.amazonaws.com";

/** Who talked to whom in a VPC, accepted or rejected (EC2.6, CKV2_AWS_11, AWS-0178). */
export class FlowLogs extends Construct {
  constructor(
    scope: Construct,
    id: string,
    config: WorkerStackConfig,
    { arns, vpcId, encryption }: FlowLogsProps,
  ) {
    super(scope, id);
    const { names, deploymentName, logs } = config;
    const { key, keyArn } = encryption;
    const group = new CloudwatchLogGroup(this, "aws_cloudwatch_log_group.flow_logs", {
      name: names.flowLogsGroup,
      retentionInDays: logs.retentionDays,
      ...(keyArn === undefined ? {} : { kmsKeyId: keyArn, dependsOn: [...key] }),
    });
    const role = new IamRole(this, "aws_iam_role.flow_logs", {
      name: names.flowLogsRole,
      description: `Flow logs of the VPC of ${deploymentName} are written with it`,
      assumeRolePolicy: trustOfFlowLogs(arns),
    });
    new IamRolePolicy(this, "aws_iam_role_policy.flow_logs", {
      name: "flow-logs",
      role: role.name,
      policy: policy([
        {
          // Not logs:CreateLogGroup: a group that was torn down must not come back.
          sid: "WriteFlowLogs",
          actions: [
            "logs:CreateLogStream",
            "logs:DescribeLogGroups",
            "logs:DescribeLogStreams",
            "logs:PutLogEvents",
          ],
          resources: [arns.of("logs", `log-group:${names.flowLogsGroup}:*`)],
        },
      ]),
    });
    new FlowLog(this, "aws_flow_log.vpc", {
      vpcId,
      trafficType: "ALL",
      logDestinationType: "cloud-watch-logs",
      logDestination: group.arn,
      iamRoleArn: role.arn,
      // Seconds. AWS takes 60 or 600; the longer one makes fewer records, and they cost by the gigabyte.
      maxAggregationInterval: 600,
      tags: { Name: deploymentName },
    });
  }
}

/** For flow logs of this account and region alone (VPC User Guide, "IAM role for publishing flow logs"). */
function trustOfFlowLogs(arns: Arns): string {
  return policy([
    {
      sid: "FlowLogs",
      principal: { service: FLOW_LOGS },
      actions: ["sts:AssumeRole"],
      conditions: {
        StringEquals: { "aws:SourceAccount": arns.account },
        ArnLike: { "aws:SourceArn": arns.of("ec2", "vpc-flow-log/*") },
      },
    },
  ]);
}
