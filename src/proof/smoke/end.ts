import type { FlowRunTask } from "../../aws/flow-run-task.ts";
import type { Check } from "../verdict.ts";

/** The last rung of the proof, whatever becomes of it. */
export const SMOKE_CHECK = { id: "smoke", title: "A flow run goes through" } as const;

/** How a smoke run ended. */
export interface SmokeEnd {
  readonly check: Check;
  readonly flowRunId: string;
  readonly states: readonly string[];
  readonly task: FlowRunTask | undefined;
}
