import type { FlowRunTask } from "../../aws/flow-run-task.ts";
import type { FlowRunState } from "../../prefect/flow-runs.ts";

/** All that is known of the run in a sentence or two: what settled it, its states with their times, its task. */
export function smokeEvidence(
  finding: string,
  states: readonly FlowRunState[],
  task: FlowRunTask | undefined,
): string {
  return [`${finding}.`, ...timeline(states), ...(task === undefined ? [] : [taskText(task)])].join(" ");
}

/** Several states of one name in a row, such as InfrastructurePending, are told once. */
function timeline(states: readonly FlowRunState[]): string[] {
  const told = states.filter(({ name }, index) => states[index - 1]?.name !== name);
  if (told.length === 0) return [];
  const steps = told.map(({ name, timestamp }) => `${name} ${timestamp.toISOString().slice(11, 21)}`);
  return [`${steps.join(", ")} (UTC).`];
}

function taskText({ arn, exitCode, reasons, worker }: FlowRunTask): string {
  const by = worker === undefined ? "" : ` of worker ${worker}`;
  const exit = exitCode === undefined ? "" : `, exit code ${exitCode}`;
  const why = reasons.length === 0 ? "" : `, "${reasons.join('", "')}"`;
  return `Task ${arn}${by}${exit}${why}.`;
}
