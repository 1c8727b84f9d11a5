import type { Arns } from "./arns.ts";
import { policy } from "./lib/policy.ts";

/** The service that runs tasks, as IAM knows it. */
export const ECS_TASKS = "ecs-tasks.amazonaws.com";

/**
 * Trust policy of every role here: ECS may assume it for tasks of this account and region alone. The
 * conditions keep ECS from being used by another account as a confused deputy.
 */
export function trustOfEcsTasks(arns: Arns): string {
  return policy([
    {
      sid: "EcsTasks",
      principal: { service: ECS_TASKS },
      actions: ["sts:AssumeRole"],
      conditions: {
        StringEquals: { "aws:SourceAccount": arns.account },
        ArnLike: { "aws:SourceArn": arns.of("ecs", "*") },
      },
    },
  ]);
}
