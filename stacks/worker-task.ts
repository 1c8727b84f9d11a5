import type { WorkerStackConfig } from "./config.ts";
import { execWarnings } from "./exec.ts";
import { EcsTaskDefinition } from "./lib/aws.ts";
import { Annotations, Construct } from "./lib/cdktf.ts";
import { lateRunsContainer } from "./late-runs.ts";
import type { Logs } from "./logs.ts";
import { revisionOf } from "./revision.ts";
import type { Roles } from "./roles.ts";
import type { PrefectSecret } from "./secrets.ts";
import type { TaskEvents } from "./task-events.ts";
import { type WorkerContainer, workerContainer } from "./worker-container.ts";

export interface WorkerTaskProps {
  readonly logs: Logs;
  readonly roles: Roles;
  readonly secret: PrefectSecret;
  readonly taskEvents: TaskEvents;
}

/** The worker's task definition, and the revision under which its workers register with Prefect. */
export class WorkerTask extends Construct {
  readonly arn: string;
  /** Digest of all that the task definition says, and of the secret's version. */
  readonly revision: string;

  constructor(scope: Construct, id: string, config: WorkerStackConfig, props: WorkerTaskProps) {
    super(scope, id);
    const { deploymentName } = config;
    for (const warning of warningsOf(config)) Annotations.of(this).addWarning(warning);
    const task = taskOf(config, props.roles);
    const containers = (workerName: string) =>
      containersOf(config, workerContainer({ config, workerName, ...props }));

    // The worker's name holds the revision, so the revision is of everything but that.
    this.revision = revisionOf(this, {
      ...task,
      containers: containers(deploymentName),
      secretVersion: props.secret.version,
      ...overrideOf(config),
    });
    this.arn = new EcsTaskDefinition(this, "aws_ecs_task_definition.worker", {
      ...task,
      containerDefinitions: JSON.stringify(containers(`${deploymentName}-${this.revision}`)),
      // An older revision stays ACTIVE, so that the circuit breaker has something to roll back to.
      skipDestroy: true,
    }).arn;
  }
}

/** The worker's own, and what runs beside it. */
function containersOf({ alarms }: WorkerStackConfig, worker: WorkerContainer) {
  return alarms.lateRuns ? [worker, lateRunsContainer(worker)] : [worker];
}

/** What somebody lays over the task definition makes another revision of the worker, too. */
function overrideOf({ overrides }: WorkerStackConfig) {
  const override = overrides["aws_ecs_task_definition.worker"];
  return override === undefined ? {} : { override };
}

function warningsOf(config: WorkerStackConfig): string[] {
  return [...(config.worker.isRootReadOnly ? [] : [WRITABLE_ROOT]), ...execWarnings(config)];
}

const WRITABLE_ROOT =
  "The worker can change its own container: worker.read_only_root is false (Security Hub ECS.5 forbids it). " +
  "Leave it true unless the image has to write outside of /tmp.";

function taskOf({ names, worker }: WorkerStackConfig, roles: Roles) {
  return {
    family: names.workerFamily,
    cpu: String(worker.cpu),
    memory: String(worker.memoryMiB),
    networkMode: "awsvpc",
    requiresCompatibilities: [worker.capacity.kind === "ec2" ? "EC2" : "FARGATE"],
    runtimePlatform: { operatingSystemFamily: "LINUX", cpuArchitecture: worker.architecture },
    executionRoleArn: roles.executionArn,
    taskRoleArn: roles.workerArn,
  };
}
