import { alarmName } from "./alarms.ts";
import { ROLL_BACK_ALARMS } from "./alarms/worker-alarms.ts";
import type { Arns } from "./arns.ts";
import type { Capacity } from "./capacity.ts";
import type { Cluster } from "./cluster.ts";
import type { WorkerStackConfig } from "./config.ts";
import { type CloudwatchMetricAlarm, EcsService } from "./lib/aws.ts";
import { Construct, type ITerraformDependable } from "./lib/cdktf.ts";
import type { Network } from "./network.ts";
import type { WorkerTask } from "./worker-task.ts";

export interface WorkerServiceProps {
  readonly arns: Arns;
  readonly cluster: Cluster;
  readonly capacity: Capacity;
  readonly network: Network;
  readonly task: WorkerTask;
  /** Alarms that may take a deployment back, where that is wanted. */
  readonly rollBackAlarms: readonly CloudwatchMetricAlarm[];
  /** What a task meets when it starts and does not look for again. */
  readonly after: readonly ITerraformDependable[];
}

/** The ECS service that keeps the workers running. */
export class WorkerService extends Construct {
  readonly name: string;
  readonly arn: string;
  /** For what needs the service to exist. */
  readonly resource: EcsService;

  constructor(scope: Construct, id: string, config: WorkerStackConfig, props: WorkerServiceProps) {
    super(scope, id);
    const { arns, capacity, cluster, network, task, rollBackAlarms, after } = props;
    this.name = config.names.service;
    this.arn = arns.of("ecs", `service/${cluster.name}/${this.name}`);

    this.resource = new EcsService(this, "aws_ecs_service.worker", {
      name: this.name,
      cluster: cluster.existingArn,
      taskDefinition: task.arn,
      desiredCount: config.worker.count,
      ...capacity.launch,
      networkConfiguration: {
        subnets: [...network.subnetIds],
        securityGroups: [...network.securityGroupIds],
        assignPublicIp: network.assignPublicIp,
      },
      // Two overlapping workers are safe, since Prefect hands out each flow run once; none at all makes runs late.
      deploymentMinimumHealthyPercent: 100,
      deploymentMaximumPercent: 200,
      deploymentCircuitBreaker: { enable: true, rollback: true },
      ...deploymentAlarms(config),
      availabilityZoneRebalancing: "ENABLED",
      enableEcsManagedTags: true,
      propagateTags: "SERVICE",
      enableExecuteCommand: config.worker.isExecEnabled,
      // Terraform would hide minutes of waiting and call a rollback a success; the action watches instead.
      waitForSteadyState: false,
      dependsOn: [...after, ...(config.alarms.rollBack === true ? rollBackAlarms : [])],
      // How many run is then the autoscaling's business.
      ...(config.autoscaling === undefined ? {} : { lifecycle: { ignoreChanges: ["desired_count"] } }),
    });
  }
}

/**
 * By their names alone, which ECS must be told even to turn them off, when the alarms themselves may be gone.
 * ECS refuses to watch an alarm that does not exist: only a service that is to be taken back waits for them.
 */
function deploymentAlarms(config: WorkerStackConfig) {
  const { rollBack } = config.alarms;
  if (rollBack === undefined) return {};
  const alarmNames = ROLL_BACK_ALARMS.map((suffix) => alarmName(config, suffix));
  return { alarms: { alarmNames, enable: rollBack, rollback: rollBack } };
}
