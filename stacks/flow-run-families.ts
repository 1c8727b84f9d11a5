import type { ResourceNames } from "./config.ts";

/** Task families of all that the worker starts: flow runs, and the one with which the action proves a deployment. */
export function flowRunFamilies({ flowRunFamily }: ResourceNames): readonly string[] {
  return [flowRunFamily, `${flowRunFamily}-smoke`];
}
