import type { ServiceObservation } from "../aws/ecs-service.ts";
import type { WorkerTaskDefinition } from "../aws/worker-task-definition.ts";
import type { RevisionedService } from "./observation.ts";

/** A service with the worker names that its task definitions give. */
export async function revisioned(
  observed: ServiceObservation,
  taskDefinition: (arn: string) => Promise<WorkerTaskDefinition>,
): Promise<RevisionedService> {
  const deployments = observed.deployments.map(async (deployment) => {
    const { workerName } = await taskDefinition(deployment.taskDefinitionArn);
    return { ...deployment, workerName };
  });
  const tasks = observed.tasks.map(async (task) => {
    const { workerName, hasHealthCheck } = await taskDefinition(task.taskDefinitionArn);
    return { ...task, workerName, hasHealthCheck };
  });
  return { ...observed, deployments: await Promise.all(deployments), tasks: await Promise.all(tasks) };
}
