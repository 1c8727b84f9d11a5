import type { Arns } from "./arns.ts";
import type { WorkerStackConfig } from "./config.ts";
import type { Encryption } from "./encryption.ts";
import { CloudwatchLogGroup, DataAwsCloudwatchLogGroups } from "./lib/aws.ts";
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
    if (config.flowRuns.logGroup !== undefined) this.#lookUp(config.flowRuns.logGroup, arns.region);
  }

  /**
   * A plan fails without the flow runs' group, as none of them would start. By a list, since a data source of the
   * group itself would say this in fewer words, and would stand in the way of a teardown when the group has gone.
   */
  #lookUp(name: string, region: string): void {
    new DataAwsCloudwatchLogGroups(this, "data.aws_cloudwatch_log_groups.flow_runs", {
      logGroupNamePrefix: name,
      lifecycle: {
        postcondition: [
          {
            condition: `\${contains(self.log_group_names, "${name}")}`,
            errorMessage:
              `flow_runs.log_group: there is no log group ${name} in ${region}, and no flow run could start. ` +
              "Name one that exists, or leave the key out for the worker's.",
          },
        ],
      },
    });
  }
}

function streamsOf(groupName: string, arns: Arns): string {
  return arns.of("logs", `log-group:${groupName}:log-stream:*`);
}
