import {
  DeleteTaskDefinitionsCommand,
  DeregisterTaskDefinitionCommand,
  type ECSClient,
  paginateListTaskDefinitions,
  type TaskDefinitionStatus,
} from "@aws-sdk/client-ecs";
import { OutsideError } from "../errors.ts";

/** DeleteTaskDefinitions takes at most 10. */
const DELETED_AT_ONCE = 10;

/**
 * Deregisters and deletes every revision of a family. Terraform leaves old revisions in place, so that ECS
 * can go back to them, and the worker registers its own for flow runs.
 * @returns how many were deleted
 */
export async function deleteTaskDefinitions(ecs: ECSClient, family: string): Promise<number> {
  const active = await revisions(ecs, family, "ACTIVE");
  for (const taskDefinition of active)
    await ecs.send(new DeregisterTaskDefinitionCommand({ taskDefinition }));
  const inactive = await revisions(ecs, family, "INACTIVE");
  for (let start = 0; start < inactive.length; start += DELETED_AT_ONCE) {
    const taskDefinitions = inactive.slice(start, start + DELETED_AT_ONCE);
    const { failures } = await ecs.send(new DeleteTaskDefinitionsCommand({ taskDefinitions }));
    const [failure] = failures ?? [];
    if (failure !== undefined) {
      throw new OutsideError(
        "task-definition-not-deleted",
        `ECS did not delete the task definition ${failure.arn ?? family}: ${failure.reason ?? "no reason given"}. ` +
          "Allow ecs:DeleteTaskDefinitions and run again.",
      );
    }
  }
  return inactive.length;
}

/** ARNs of one family's revisions; the listing matches by prefix, so longer names are left out. */
async function revisions(ecs: ECSClient, family: string, status: TaskDefinitionStatus): Promise<string[]> {
  const arns: string[] = [];
  for await (const page of paginateListTaskDefinitions({ client: ecs }, { familyPrefix: family, status })) {
    arns.push(...(page.taskDefinitionArns ?? []));
  }
  return arns.filter((arn) => arn.split("/").at(-1)?.split(":")[0] === family);
}
