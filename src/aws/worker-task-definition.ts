import { DescribeTaskDefinitionCommand, type ECSClient } from "@aws-sdk/client-ecs";
import { WORKER_CONTAINER } from "../../stacks/worker-container-name.ts";

/** What a worker's task definition says about it. */
export interface WorkerTaskDefinition {
  readonly arn: string;
  /** `<deployment name>-<revision>`: every worker of it is named this, followed by its task's id. */
  readonly workerName: string;
  /** Whether ECS checks the health of a container of it; else their health stays UNKNOWN. */
  readonly hasHealthCheck: boolean;
  /** Where its container's log goes: `<stream prefix>/<container>/<task id>` in this group. */
  readonly log: { readonly group: string; readonly streamPrefix: string } | undefined;
}

/** Looks up task definitions by ARN; each one once, because a revision never changes. */
export function workerTaskDefinitions(ecs: ECSClient): (arn: string) => Promise<WorkerTaskDefinition> {
  const known = new Map<string, Promise<WorkerTaskDefinition>>();
  return (arn) => {
    const lookup = known.get(arn) ?? describe(ecs, arn);
    known.set(arn, lookup);
    // One that failed is not known: it is looked up again when it is needed again.
    lookup.catch(() => known.delete(arn));
    return lookup;
  };
}

async function describe(ecs: ECSClient, arn: string): Promise<WorkerTaskDefinition> {
  const { taskDefinition } = await ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition: arn }));
  const container = taskDefinition?.containerDefinitions?.find(({ name }) => name === WORKER_CONTAINER);
  const options = container?.logConfiguration?.options;
  return {
    arn,
    workerName: container?.environment?.find(({ name }) => name === "PREFECT_ECS_WORKER_NAME")?.value ?? "",
    hasHealthCheck: (taskDefinition?.containerDefinitions ?? []).some(
      ({ healthCheck }) => healthCheck !== undefined,
    ),
    log:
      options?.["awslogs-group"] === undefined
        ? undefined
        : {
            group: options["awslogs-group"],
            streamPrefix: `${options["awslogs-stream-prefix"] ?? ""}/${container?.name ?? ""}`,
          },
  };
}
