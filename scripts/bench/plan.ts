import { commitSha, pullRequestEvent } from "../../local/github/events.ts";
import { measureBarePlan } from "./bare-plan.ts";
import type { Figure } from "./figure.ts";
import { medianPhases, phasesOf, type Phase } from "./phases.ts";
import type { Stage, Team, TimedRun } from "./stage.ts";

export interface PlanMeasurement {
  readonly figures: readonly Figure[];
  /** Where the time of a plan goes. */
  readonly phases: readonly Phase[];
}

interface Pair {
  readonly run: TimedRun;
  readonly bareMs: number;
}

/**
 * Plans for a pull request and bare `terraform init`, `plan`, `show` on the same configuration, in turn, so
 * that what else goes on in the machine falls on both. Nothing is deployed yet, so that Terraform's own part
 * is at its shortest and the action's share at its largest.
 */
export async function measurePlan(
  stage: Stage,
  team: Team,
  pairCount: number,
  onPair: (text: string) => void,
): Promise<PlanMeasurement> {
  const pairs: Pair[] = [];
  // The first warms the machine's caches and is left out.
  for (let index = 0; index <= pairCount; index += 1) {
    const run = await team.run(pullRequest(team, index));
    const bareMs = await measureBarePlan(stage, team);
    const ratio = (duration(run) / bareMs).toFixed(3);
    onPair(`${seconds(duration(run))} with the action, ${seconds(bareMs)} bare: ${ratio} times`);
    if (index > 0) pairs.push({ run, bareMs });
  }
  const runs = pairs.map(({ run }) => run);
  return { figures: figures(pairs), phases: medianPhases(runs.map(phasesOf)) };
}

function figures(pairs: readonly Pair[]): Figure[] {
  const runs = pairs.map(({ run }) => run);
  return [
    {
      name: "start of the action to `terraform init`",
      unit: "s",
      values: runs.map(untilInit),
      limit: { bound: "at most", value: 0.6, keptBy: "median" },
    },
    {
      name: "plan, against bare `terraform init`, `plan`, `show`",
      unit: "times",
      values: pairs.map(({ run, bareMs }) => duration(run) / bareMs),
      limit: { bound: "at most", value: 1.1, keptBy: "median" },
    },
    {
      name: "requests to GitHub for a plan",
      unit: "requests",
      values: runs.map(({ githubRequests }) => githubRequests),
      limit: { bound: "at most", value: 8, keptBy: "each" },
    },
  ];
}

function untilInit({ commands, startedMs }: TimedRun): number {
  const init = commands.find(({ name }) => name === "init");
  if (init === undefined) throw new Error("The run that was measured called no `terraform init`.");
  return (init.startedMs - startedMs) / 1000;
}

function duration({ startedMs, endedMs }: TimedRun): number {
  return endedMs - startedMs;
}

/** Each with a head commit of its own, so that each run has a comment and a status to write. */
function pullRequest({ world: { repository } }: Team, index: number) {
  return pullRequestEvent(index === 0 ? "opened" : "synchronize", {
    repository,
    number: 7,
    head: { ref: "feature/x", sha: commitSha(`bench head ${String(index)}`) },
    base: { ref: "main", sha: commitSha("bench base") },
  });
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(2)} s`;
}
