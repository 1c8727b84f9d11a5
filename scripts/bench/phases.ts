import { markdownTable } from "markdown-table";
import { spread } from "./figure.ts";
import type { TerraformCommand } from "./timed-terraform.ts";

/** A stretch of a run: a Terraform command, or the action's own work before, between and after them. */
export interface Phase {
  readonly name: string;
  readonly tookMs: number;
}

export interface Stretch {
  readonly startedMs: number;
  readonly endedMs: number;
  /** In their order; none overlaps another. */
  readonly commands: readonly TerraformCommand[];
}

/** The whole of a run, without gaps. */
export function phasesOf({ startedMs, endedMs, commands }: Stretch): Phase[] {
  let reachedMs = startedMs;
  const phases = commands.flatMap((command) => {
    const before = { name: `until terraform ${command.name}`, tookMs: command.startedMs - reachedMs };
    reachedMs = command.endedMs;
    return [before, { name: `terraform ${command.name}`, tookMs: command.endedMs - command.startedMs }];
  });
  return [...phases, { name: "until the end", tookMs: endedMs - reachedMs }];
}

/** The median of each phase over runs that have the same ones. */
export function medianPhases(runs: readonly (readonly Phase[])[]): Phase[] {
  const [first = []] = runs;
  return first.map(({ name }, index) => ({
    name,
    tookMs: spread(runs.flatMap((phases) => phases[index]?.tookMs ?? [])).median,
  }));
}

export function phaseTable(phases: readonly Phase[]): string {
  const rows = phases.map(({ name, tookMs }) => [name, `${tookMs.toFixed(0)} ms`]);
  return markdownTable([["phase", "median"], ...rows], { align: ["l", "r"] });
}
