import type { ResourceNames } from "./config.ts";

/** Task families of all that the worker starts: flow runs, and the one with which the action proves a deployment. */
export function flowRunFamilies({ flowRunFamily }: Pick<ResourceNames, "flowRunFamily">): readonly string[] {
  return [flowRunFamily, smokeFamily(flowRunFamily)];
}

/** The family of the task definitions of smoke runs: of their own, so that no other run starts from one of them. */
export function smokeFamily(flowRunFamily: string): string {
  return `${flowRunFamily}-smoke`;
}
