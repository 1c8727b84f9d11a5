import type { World } from "../../../local/world.ts";

/** Name of the bucket that the action makes for a team. */
export function stateBucket({ account, region }: Pick<World, "account" | "region">): string {
  return `prefect-ecs-worker-${account}-${region}`;
}
