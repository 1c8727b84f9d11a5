import type { Diagnostic, TerraformEvent } from "./events.ts";

/**
 * Makes a reader for the events of one command. It gives the line that a person should see, or nothing:
 * `aws_sqs_queue.task_events  created  25 s`. Of a resource's progress, which Terraform tells every 10 s, it
 * lets no two lines through within 30 s.
 */
export function logLines(): (event: TerraformEvent) => string | undefined {
  const toldSeconds = new Map<string, number>();
  return (event) => {
    if (event.type !== "apply_progress") return logLine(event);
    if (event.elapsedSeconds - (toldSeconds.get(event.address) ?? 0) < progressIntervalSeconds)
      return undefined;
    toldSeconds.set(event.address, event.elapsedSeconds);
    return logLine(event);
  };
}

const progressIntervalSeconds = 30;

function logLine(event: TerraformEvent): string | undefined {
  switch (event.type) {
    case "planned_change":
      return columns(event.address, `to ${event.action}`);
    case "change_summary":
      return changeSummary(event);
    case "apply_progress":
      return columns(event.address, verbs(event.action).doing, seconds(event.elapsedSeconds));
    case "apply_complete":
      return columns(event.address, verbs(event.action).done, seconds(event.elapsedSeconds));
    case "apply_errored":
      return columns(event.address, `${event.action} failed`, seconds(event.elapsedSeconds));
    case "diagnostic":
      return diagnosticLine(event.diagnostic);
    case "state_lock_acquire":
      return "waiting for the state lock";
    // After a first apply the AWS provider reads `{}` where it wrote no tags: nearly every resource would be named.
    // What somebody really changed is among the planned changes.
    case "resource_drift":
    case "version":
    case "apply_start":
    case "refresh_start":
    case "refresh_complete":
    case "outputs":
    case "other":
      return undefined;
  }
}

function columns(...cells: readonly string[]): string {
  return cells.join("  ");
}

function changeSummary(event: Extract<TerraformEvent, { type: "change_summary" }>): string {
  const [add, change, remove] =
    event.operation === "plan" ? ["to add", "to change", "to destroy"] : ["added", "changed", "destroyed"];
  return `${event.add} ${add}, ${event.change} ${change}, ${event.remove} ${remove}`;
}

function verbs(action: string): { readonly doing: string; readonly done: string } {
  switch (action) {
    case "create":
      return { doing: "creating", done: "created" };
    case "update":
      return { doing: "updating", done: "updated" };
    case "delete":
      return { doing: "destroying", done: "destroyed" };
    case "read":
      return { doing: "reading", done: "read" };
    default:
      return { doing: `${action} in progress`, done: `${action} complete` };
  }
}

function seconds(elapsedSeconds: number): string {
  return `${elapsedSeconds} s`;
}

function diagnosticLine({ severity, summary, detail, address }: Diagnostic): string {
  const title = severity === "error" ? "Error" : "Warning";
  const where = address === undefined ? "" : ` (${address})`;
  const why = detail === "" ? "" : `: ${detail}`;
  return `${title}: ${summary}${where}${why}`.replaceAll(/\s+/g, " ").trim();
}
