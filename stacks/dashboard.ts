import { alarmName, alarmsOf } from "./alarms.ts";
import type { Arns } from "./arns.ts";
import type { Cluster } from "./cluster.ts";
import type { WorkerStackConfig } from "./config.ts";
import { dashboardBody } from "./dashboard-body.ts";
import { CloudwatchDashboard } from "./lib/aws.ts";
import { Construct } from "./lib/cdktf.ts";
import type { Logs } from "./logs.ts";

export interface DashboardProps {
  readonly arns: Arns;
  readonly cluster: Cluster;
  readonly logs: Logs;
}

/** All that one wants to see of a deployment at a glance, in CloudWatch. */
export class Dashboard extends Construct {
  constructor(
    scope: Construct,
    id: string,
    config: WorkerStackConfig,
    { arns, cluster, logs }: DashboardProps,
  ) {
    super(scope, id);
    const { names, alarms } = config;
    const suffixes = alarms.enabled ? alarmsOf(config, cluster).map(({ name }) => name) : [];
    new CloudwatchDashboard(this, "aws_cloudwatch_dashboard.worker", {
      dashboardName: names.dashboard,
      dashboardBody: JSON.stringify(
        dashboardBody({
          region: config.region,
          names,
          cluster: cluster.name,
          logGroup: logs.groupName,
          alarmArns: suffixes.map((suffix) => arns.of("cloudwatch", `alarm:${alarmName(config, suffix)}`)),
        }),
      ),
    });
  }
}
