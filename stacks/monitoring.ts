import { AlarmTopic } from "./alarm-topic.ts";
import { Alarms } from "./alarms.ts";
import { Alerts } from "./alerts.ts";
import type { Arns } from "./arns.ts";
import type { Cluster } from "./cluster.ts";
import type { WorkerStackConfig } from "./config.ts";
import { Dashboard } from "./dashboard.ts";
import type { Encryption } from "./encryption.ts";
import type { CloudwatchMetricAlarm } from "./lib/aws.ts";
import { Construct } from "./lib/cdktf.ts";
import type { Logs } from "./logs.ts";

export interface MonitoringProps {
  readonly arns: Arns;
  readonly cluster: Cluster;
  readonly encryption: Encryption;
  readonly logs: Logs;
}

/** Who hears of it when something is wrong, and where to look. */
export class Monitoring extends Construct {
  /** Alarms that may take a deployment back; none exist where there are no alarms. */
  readonly rollBackAlarms: readonly CloudwatchMetricAlarm[];

  constructor(scope: Construct, id: string, config: WorkerStackConfig, props: MonitoringProps) {
    super(scope, id);
    this.rollBackAlarms = config.alarms.enabled ? this.#watch(config, props) : [];
    if (config.alarms.dashboard) new Dashboard(this, "dashboard", config, props);
  }

  #watch(config: WorkerStackConfig, props: MonitoringProps): readonly CloudwatchMetricAlarm[] {
    const { arns, cluster, encryption, logs } = props;
    const topicArn =
      config.alarms.topicArn ?? new AlarmTopic(this, "alarm-topic", config, arns, encryption).arn;
    // Named and not referred to: nothing here waits for the service.
    const serviceArn = arns.of("ecs", `service/${cluster.name}/${config.names.service}`);
    new Alerts(this, "alerts", config, { cluster, serviceArn, topicArn });
    return new Alarms(this, "alarms", config, { cluster, logs, topicArn }).rollBack;
  }
}
