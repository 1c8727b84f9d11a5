import type { Observation, RevisionedService, RevisionedTask } from "../../src/proof/observation.ts";
import { deployment, eventQueue, EXPECTED, pool, queue, REVISION, task, worker } from "./sightings.ts";

const OLD = "etl-production-old";

/** What becomes of a deployment; all but the first come to nothing. */
export const FATES = [
  "comes good",
  "is rolled back",
  "crashes for ever",
  "is unhealthy for ever",
  "never registers",
  "never polls",
  "polls a queue that does not exist",
  "meets a pool of another type",
  "meets a pool that is paused",
  "does not find its event queue",
] as const;

/** A world without doubt: all that happens, in seconds since the deployment, and what each clock shows. */
export interface World {
  readonly fate: (typeof FATES)[number];
  readonly count: number;
  /** How much AWS's and Prefect's clocks are ahead of the right time, in seconds. */
  readonly skew: { readonly aws: number; readonly prefect: number };
  /** Tasks that end by themselves before the first one runs well, in a row. */
  readonly stumbles: number;
  /** For each worker: when its task runs, how long it then takes to register, and then to poll. */
  readonly workers: readonly {
    readonly runsAt: number;
    readonly takes: number;
    readonly pollsAfter: number;
  }[];
  /** A while in which ECS calls the containers of workers unhealthy that recover from it. */
  readonly unwell: { readonly from: number; readonly seconds: number };
  /** When the last task of the former revision is gone. */
  readonly oldLeavesAt: number;
  readonly hasOldWorkers: boolean;
}

/** When a task ran, registered and ended; never is Infinity. */
export interface Life {
  readonly id: string;
  readonly runsAt: number;
  readonly registersAt: number;
  readonly pollsAt: number;
  readonly endsAt: number;
}

/** All tasks of the revision that there will ever be, within ten minutes. */
export function livesOf(world: World): Life[] {
  const { fate, stumbles, workers } = world;
  const short = Array.from({ length: stumbles }, (_, index) => crash(`s${index}`, 2 + index * 4));
  switch (fate) {
    case "is rolled back":
      return [0, 1, 2].map((index) => crash(`c${index}`, 5 + index * 6));
    case "crashes for ever":
      return Array.from({ length: 60 }, (_, index) => crash(`c${index}`, 5 + index * 10));
    case "is unhealthy for ever":
      return Array.from({ length: 12 }, (_, index) => {
        const runsAt = 5 + index * 50;
        return { id: `u${index}`, runsAt, registersAt: runsAt + 4, pollsAt: runsAt + 5, endsAt: runsAt + 40 };
      });
    default:
      return [
        ...short,
        ...workers.map(({ runsAt, takes, pollsAfter }, index) => {
          const registersAt = fate === "never registers" && index === 0 ? Infinity : runsAt + takes;
          const isIdle = fate === "never polls" || fate === "polls a queue that does not exist";
          const pollsAt = isIdle ? Infinity : registersAt + pollsAfter;
          return { id: `t${index}`, runsAt, registersAt, pollsAt, endsAt: Infinity };
        }),
      ];
  }
}

function crash(id: string, runsAt: number): Life {
  return { id, runsAt, registersAt: Infinity, pollsAt: Infinity, endsAt: runsAt + 3 };
}

/** What the APIs answer about the world at a moment, each by its own clock. */
export function apisAt(world: World, now: number) {
  const lives = livesOf(world).filter(({ runsAt }) => runsAt <= now + 3);
  return {
    ecs: () => ecsAt(world, lives, now),
    workers: () => workersAt(world, lives, now),
    queues: () => queuesAt(world, now),
    pool: () =>
      pool({
        type: world.fate === "meets a pool of another type" ? "process" : "ecs",
        is_paused: world.fate === "meets a pool that is paused",
        status:
          lives.some(({ registersAt }) => registersAt <= now) || world.hasOldWorkers ? "READY" : "NOT_READY",
      }),
    logOf: (id: string) => {
      const isLost = world.fate === "does not find its event queue";
      const line = isLost ? ["SQS queue 'q' does not exist in region 'eu-west-1'."] : [];
      return { kind: "read", lines: lives.some((life) => life.id === id) ? line : [] } as const;
    },
    eventQueue: () => eventQueue,
  };
}

const EPOCH = Date.parse("2026-11-23T12:00:00Z");
const clock = (seconds: number, skew: number) => new Date(EPOCH + (seconds + skew) * 1000);

function ecsAt(
  { fate, count, skew, oldLeavesAt, unwell }: World,
  lives: readonly Life[],
  now: number,
): RevisionedService {
  const at = (seconds: number) => clock(seconds, skew.aws);
  const ended = lives.filter(({ endsAt }) => endsAt <= now);
  const isRolledBack = fate === "is rolled back" && ended.length >= 3;
  const tasks: RevisionedTask[] = lives.map(({ id, runsAt, endsAt, registersAt }) => {
    const isUnhealthy =
      fate === "is unhealthy for ever"
        ? now >= runsAt + 10
        : now >= unwell.from && now < unwell.from + unwell.seconds;
    const hasEnded = endsAt <= now;
    return task(id, REVISION, {
      lastStatus: hasEnded ? "STOPPED" : runsAt <= now ? "RUNNING" : "PENDING",
      healthStatus: isUnhealthy ? "UNHEALTHY" : now >= runsAt + 30 ? "HEALTHY" : "UNKNOWN",
      startedAt: at(runsAt),
      ...(hasEnded &&
        (registersAt === Infinity
          ? { stopCode: "EssentialContainerExited", stoppedReason: "Essential container in task exited" }
          : { stopCode: "ServiceSchedulerInitiated", stoppedReason: "Task failed container health checks" })),
    });
  });
  const settled = lives.filter(({ endsAt, runsAt }) => endsAt === Infinity && runsAt + 10 <= now).length;
  const isCompleted =
    settled >= count || ((fate === "crashes for ever" || fate === "is unhealthy for ever") && now > 12);
  const old = { createdAt: at(-5000), desiredCount: count, rolloutState: "COMPLETED" } as const;
  const oldTask = now < oldLeavesAt || isRolledBack ? [task("t0", OLD)] : [];
  const ours = deployment(REVISION, {
    createdAt: at(0),
    desiredCount: count,
    isPrimary: !isRolledBack,
    rolloutState: isRolledBack ? "FAILED" : isCompleted ? "COMPLETED" : "IN_PROGRESS",
    failedTasks: settled > 0 ? 0 : ended.length,
  });
  // Before it is made, and where an API lags behind.
  if (now < 0) return { deployments: [deployment(OLD, old)], tasks: [task("t0", OLD)] };
  const back = deployment(OLD, { ...old, id: "ecs-svc/back", createdAt: at((ended[2]?.endsAt ?? 0) + 1) });
  const leaving = oldTask.length > 0 ? [deployment(OLD, { ...old, isPrimary: false })] : [];
  return {
    // After a while ECS lists a failed deployment no longer.
    deployments: isRolledBack ? (now < 60 ? [back, ours] : [back]) : [ours, ...leaving],
    tasks: [...tasks, ...oldTask],
  };
}

function workersAt({ skew, oldLeavesAt, hasOldWorkers }: World, lives: readonly Life[], now: number) {
  const record = (name: string, from: number, to: number) => {
    const last = from + Math.floor((Math.min(now, to) - from) / 30) * 30;
    return worker(name, {
      created: clock(from, skew.prefect),
      last_heartbeat_time: clock(last, skew.prefect),
      status: now - last < 100 ? "ONLINE" : "OFFLINE",
    });
  };
  const own = lives
    .filter(({ registersAt, endsAt }) => registersAt <= now && registersAt < endsAt)
    .map(({ id, registersAt, endsAt }) => record(`${REVISION}-${id}`, registersAt, endsAt));
  const others = hasOldWorkers ? [record(`${OLD}-t0`, -5000, oldLeavesAt)] : [];
  return { records: [...own, ...others], serverTime: clock(now, skew.prefect) };
}

function queuesAt(world: World, now: number) {
  const { fate, skew, hasOldWorkers, oldLeavesAt } = world;
  const pollers = [
    ...livesOf(world).map(({ pollsAt, endsAt }) => ({ from: pollsAt, to: endsAt })),
    // Nobody else polls where idle workers are to be found out: whose poll it was, no API tells.
    ...(hasOldWorkers && fate !== "never polls" ? [{ from: -5000, to: oldLeavesAt }] : []),
  ];
  const polls = pollers
    .filter(({ from }) => from <= now)
    .map(
      ({ from, to }) =>
        from + Math.floor((Math.min(now, to) - from) / EXPECTED.pollSeconds) * EXPECTED.pollSeconds,
    );
  const last = Math.max(...polls);
  const named = queue("high", { last_polled: last === -Infinity ? null : clock(last, skew.prefect) });
  return {
    records: fate === "polls a queue that does not exist" ? [] : [named],
    serverTime: clock(now, skew.prefect),
  };
}

export type Source = "ecs" | "workers" | "queues" | "pool" | "observer";

/** A question to a source, and from how long ago the answer is: an API may lag behind itself. */
export interface Look {
  readonly source: Source;
  readonly at: number;
  readonly lag: number;
  /** Place of a record that slips from one page to another while a list is read; none for -1. */
  readonly slips: number;
}

/** What is known after one more look. */
export function learn(world: World, known: Observation, { source, at, lag, slips }: Look): Observation {
  const apis = apisAt(world, at - lag);
  const seen = {
    ...known,
    atSeconds: at,
    server: { atSeconds: at, value: { kind: "told", version: "3.8.8" } as const },
  };
  switch (source) {
    case "ecs":
      return { ...seen, service: { atSeconds: at, value: apis.ecs() } };
    case "workers": {
      const { records, serverTime } = apis.workers();
      const value = { records: records.filter((_, index) => index !== slips), serverTime };
      return { ...seen, workers: { atSeconds: at, value } };
    }
    case "queues":
      return { ...seen, queues: { atSeconds: at, value: apis.queues() } };
    case "pool":
      return { ...seen, pool: { atSeconds: at, value: apis.pool() } };
    case "observer": {
      const registered = new Set(known.workers?.value.records.map(({ name }) => name));
      const ids = (known.service?.value.tasks ?? []).filter(({ id }) => registered.has(`${REVISION}-${id}`));
      const heads = ids.map(({ id }) => [id, { atSeconds: at, value: apis.logOf(id) }] as const);
      return {
        ...seen,
        eventQueue: { atSeconds: at, value: apis.eventQueue() },
        logs: new Map([...(known.logs ?? []), ...heads]),
      };
    }
  }
}
