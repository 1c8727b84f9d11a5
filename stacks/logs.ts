import type { Arns } from "./arns.ts";
import type { WorkerStackConfig } from "./config.ts";
import type { Encryption } from "./encryption.ts";
import { CloudwatchLogGroup } from "./lib/aws.ts";
import { Construct } from "./lib/cdktf.ts";

/** One log group for the worker (streams `worker/…`) and for its flow runs. */
export class Logs extends Construct {
  readonly groupName: string;
  /** Every stream of the group, for permissions. */
  readonly streamArns: string;
  /** Every stream of the group that flow runs write to: this one, unless they have one of their own. */
  readonly flowRunStreamArns: string;
  readonly group: CloudwatchLogGroup;

  constructor(
    scope: Construct,
    id: string,
    config: WorkerStackConfig,
    arns: Arns,
    { key, keyArn }: Encryption,
  ) {
    super(scope, id);
    this.groupName = config.names.logGroup;
    this.streamArns = streamsOf(this.groupName, arns);
    this.flowRunStreamArns = streamsOf(config.flowRuns.logGroup ?? this.groupName, arns);
    this.group = new CloudwatchLogGroup(this, "aws_cloudwatch_log_group.worker", {
      name: this.groupName,
      retentionInDays: config.logs.retentionDays,
      ...(keyArn === undefined ? {} : { kmsKeyId: keyArn, dependsOn: [...key] }),
    });
  }
}

function streamsOf(groupName: string, arns: Arns): string {
  return arns.of("logs", `log-group:${groupName}:log-stream:*`);
}
