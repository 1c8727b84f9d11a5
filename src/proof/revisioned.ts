import type { ServiceObservation } from "../aws/ecs-service.ts";
import type { WorkerTaskDefinition } from "../aws/worker-task-definition.ts";
import type { RevisionedService } from "./observation.ts";

/** A service with the worker names that its task definitions give. */
export async function revisioned(
  observed: ServiceObservation,
  taskDefinition: (arn: string) => Promise<WorkerTaskDefinition>,
): Promise<RevisionedService> {
  const named = async <T extends { readonly taskDefinitionArn: string }>(item: T) => ({
    ...item,
    workerName: (await taskDefinition(item.taskDefinitionArn)).workerName,
  });
  const [deployments, tasks] = await Promise.all([
    Promise.all(observed.deployments.map(named)),
    Promise.all(observed.tasks.map(named)),
  ]);
  return { ...observed, deployments, tasks };
}
