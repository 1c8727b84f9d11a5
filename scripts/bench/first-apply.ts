import { commitSha, pushEvent } from "../../local/github/events.ts";
import { SMOKE_CHECK } from "../../src/proof/smoke/end.ts";
import { measureFailures } from "./failures.ts";
import type { Figure } from "./figure.ts";
import { heartbeatsSince, PASSED, verdictMs } from "./heartbeats.ts";
import { measureRedeploys } from "./redeploy.ts";
import type { Stage, Team } from "./stage.ts";
import { stopWorkers } from "./stop-workers.ts";
import type { ResourceTimes, TerraformCommand } from "./timed-terraform.ts";

/** Deploys to accounts where nothing is yet, one after the other. */
export async function measureFirstApply(
  stage: Stage,
  times: number,
  onApply: (text: string) => void,
): Promise<Figure[]> {
  const applies: FirstApply[] = [];
  const redeploys: number[] = [];
  const failures: number[] = [];
  for (let index = 1; index <= times; index += 1) {
    const team = await stage.newTeam(`bench-${index}`);
    const apply = await applyFirst(stage, team);
    if (index === times) {
      redeploys.push(...(await measureRedeploys(stage, team, VERDICTS - times)));
      failures.push(...(await measureFailures(stage, team)));
    } else {
      await stopWorkers(team);
    }
    const seconds = (sinceApplyMs: number) =>
      `${((sinceApplyMs - apply.apply.startedMs) / 1000).toFixed(1)} s`;
    onApply(
      `service after ${seconds(apply.service.completedMs)}, heartbeat after ${seconds(apply.heartbeatMs)}, ` +
        `verdict after ${seconds(apply.verdictMs)}, end after ${seconds(apply.apply.endedMs)}`,
    );
    applies.push(apply);
  }
  return figures(applies, redeploys, failures);
}

/** Enough for a median that a single slow start does not move. */
const VERDICTS = 10;

/** Times of a first apply, in milliseconds since 1970. */
interface FirstApply {
  readonly apply: TerraformCommand;
  readonly service: ResourceTimes;
  /** When the last was done of what the service must not exist without. */
  readonly hearsEventsMs: number;
  readonly heartbeatMs: number;
  readonly verdictMs: number;
  /** From when the smoke run was Scheduled until its container had exited. */
  readonly smokeMs: number;
}

/** What the worker hears its tasks' events through; it looks for it once, when it starts. */
const EVENTS_PATH = [
  "aws_sqs_queue.task_events",
  "aws_cloudwatch_event_rule.task_events",
  "aws_cloudwatch_event_target.task_events",
];

/**
 * What the AWS provider waits for, however fast AWS is: 25 s for the queue and the dead-letter queue beside
 * it, and 25 s for the policy that joins them.
 */
const PROVIDER_WAITS_SECONDS = 50;

async function applyFirst(stage: Stage, team: Team): Promise<FirstApply> {
  const { repository } = team.world;
  const run = await team.run(
    pushEvent({ repository, ref: "refs/heads/main", sha: commitSha(`${team.project} main`) }),
  );
  const times = stage.terraform.resourceTimes();
  return {
    apply: found(
      run.commands.find(({ name }) => name === "apply"),
      "`terraform apply`",
    ),
    service: timesOf(times, "aws_ecs_service.worker"),
    hearsEventsMs: Math.max(...EVENTS_PATH.map((address) => timesOf(times, address).completedMs)),
    heartbeatMs: (await heartbeatsSince(stage, team.cluster, 0))[0] ?? NaN,
    verdictMs: verdictMs(run),
    smokeMs:
      found(
        run.lines.find(({ text }) => text.startsWith(`${PASSED}${SMOKE_CHECK.title}`)),
        "smoke run that passed",
      ).atMs -
      found(
        run.lines.find(({ text }) => text.includes(SMOKE_CHECK.title)),
        "smoke run",
      ).atMs,
  };
}

function figures(
  applies: readonly FirstApply[],
  redeploys: readonly number[],
  failures: readonly number[],
): Figure[] {
  const seconds = (milliseconds: (apply: FirstApply) => number) =>
    applies.map((apply) => milliseconds(apply) / 1000);
  return [
    {
      name: `first \`terraform apply\`, against ${PROVIDER_WAITS_SECONDS} s of the provider's waits`,
      unit: "times",
      values: seconds(({ apply }) => (apply.endedMs - apply.startedMs) / PROVIDER_WAITS_SECONDS),
      limit: { bound: "at most", value: 1.1, keptBy: "median" },
    },
    {
      name: "start of the apply to the service's existence",
      unit: "s",
      values: seconds(({ apply, service }) => service.completedMs - apply.startedMs),
      limit: { bound: "at most", value: 30, keptBy: "each" },
    },
    {
      name: "queue, rule and target done before the service is begun, by",
      unit: "s",
      values: seconds(({ hearsEventsMs, service }) => service.startedMs - hearsEventsMs),
      limit: { bound: "at least", value: 0, keptBy: "each" },
    },
    {
      name: "worker registered before the apply ends, by",
      unit: "s",
      values: seconds(({ apply, verdictMs }) => apply.endedMs - verdictMs),
      limit: { bound: "at least", value: 0, keptBy: "each" },
    },
    {
      name: "worker's first heartbeat to the verdict",
      unit: "s",
      values: [...seconds(({ heartbeatMs, verdictMs }) => verdictMs - heartbeatMs), ...redeploys],
      limit: { bound: "at most", value: 1, keptBy: "median" },
    },
    {
      name: "certain failure to the verdict, of which up to 1 s is ECS's rounding",
      unit: "s",
      values: failures,
      limit: { bound: "at most", value: 3, keptBy: "each" },
    },
    {
      name: "smoke run from Scheduled to its container's exit, of which the worker's poll takes up to 10 s",
      unit: "s",
      values: seconds(({ smokeMs }) => smokeMs),
      limit: { bound: "at most", value: 30, keptBy: "median" },
    },
  ];
}

function timesOf(times: ReadonlyMap<string, ResourceTimes>, address: string): ResourceTimes {
  return found(times.get(address), address);
}

function found<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`The apply that was measured had no ${what}.`);
  return value;
}
