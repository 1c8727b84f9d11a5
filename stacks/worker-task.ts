import type { WorkerStackConfig } from "./config.ts";
import { EcsTaskDefinition } from "./lib/aws.ts";
import { Construct } from "./lib/cdktf.ts";
import type { Logs } from "./logs.ts";
import { revisionOf } from "./revision.ts";
import type { Roles } from "./roles.ts";
import type { PrefectSecret } from "./secrets.ts";
import type { TaskEvents } from "./task-events.ts";
import { workerContainer } from "./worker-container.ts";

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
    const task = taskOf(config, props.roles);
    const container = (workerName: string) => workerContainer({ config, workerName, ...props });

    // The worker's name holds the revision, so the revision is of everything but that.
    this.revision = revisionOf(this, {
      ...task,
      container: container(deploymentName),
      secretVersion: props.secret.version,
    });
    this.arn = new EcsTaskDefinition(this, "aws_ecs_task_definition.worker", {
      ...task,
      containerDefinitions: JSON.stringify([container(`${deploymentName}-${this.revision}`)]),
      // An older revision stays ACTIVE, so that the circuit breaker has something to roll back to.
      skipDestroy: true,
    }).arn;
  }
}

function taskOf({ names, worker }: WorkerStackConfig, roles: Roles) {
  return {
    family: names.workerFamily,
    cpu: String(worker.cpu),
    memory: String(worker.memoryMiB),
    networkMode: "awsvpc",
    requiresCompatibilities: ["FARGATE"],
    runtimePlatform: { operatingSystemFamily: "LINUX", cpuArchitecture: worker.architecture },
    executionRoleArn: roles.executionArn,
    taskRoleArn: roles.workerArn,
  };
}
