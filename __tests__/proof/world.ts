import type { Observation, RevisionedService, RevisionedTask } from "../../src/proof/observation.ts";
import { deployment, EXPECTED, pool, queue, REVISION, task, THERE, worker } from "./sightings.ts";

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

export interface Span {
  readonly from: number;
  readonly to: number;
}

/** A world without doubt: all that happens, in seconds since the deployment, and what each clock shows. */
export interface World {
  readonly fate: (typeof FATES)[number];
  readonly count: number;
  /** How much AWS's and Prefect's clocks are ahead of the right time, in seconds. */
  readonly skew: { readonly aws: number; readonly prefect: number };
  /** Tasks that end by themselves, in a row: before the first one runs well, or after it. */
  readonly stumbles: number;
  readonly stumblesLate: boolean;
  /** For each worker: when its task runs, how long it then takes to register, and then to poll. */
  readonly workers: readonly {
    readonly runsAt: number;
    readonly takes: number;
    readonly pollsAfter: number;
  }[];
  /** A while in which ECS calls the containers of workers unhealthy that recover from it. */
  readonly unwell: Span;
  /** A while in which Prefect answers nobody, and how much later the workers try it again. */
  readonly outage: Span;
  readonly retryAfter: number;
  /** A while in which the first worker, once it has polled, tells nothing: it may go OFFLINE, and comes back. */
  readonly absence: Span;
  /** How long CloudWatch takes to show what a worker has written. */
  readonly logDelay: number;
  /** When the last task of the former deployment is gone. */
  readonly oldLeavesAt: number;
  readonly hasOldWorkers: boolean;
  /** Whether the former deployment was of the same revision. */
  readonly isSameRevision: boolean;
}

/** When a task ran, registered and ended; never is Infinity. */
export interface Life {
  readonly id: string;
  readonly runsAt: number;
  readonly registersAt: number;
  readonly pollsAt: number;
  readonly endsAt: number;
  /** Neither heartbeats nor polls come through meanwhile. */
  readonly silences: readonly Span[];
}

/** All tasks of the deployment that there will ever be, within ten minutes. */
export function livesOf(world: World): Life[] {
  const { fate, stumbles, stumblesLate, workers } = world;
  switch (fate) {
    case "is rolled back":
      return [0, 1, 2].map((index) => crash(`c${index}`, 5 + index * 6));
    case "crashes for ever":
      return Array.from({ length: 60 }, (_, index) => crash(`c${index}`, 5 + index * 10));
    case "is unhealthy for ever":
      return Array.from({ length: 12 }, (_, index) => {
        const runsAt = 5 + index * 50;
        return life(world, `u${index}`, {
          runsAt,
          registersAt: runsAt + 4,
          pollsAfter: 1,
          endsAt: runsAt + 40,
        });
      });
    default: {
      const wellAt = Math.min(...workers.map(({ runsAt }) => runsAt)) + HEALTHY_AFTER;
      const begin = stumblesLate ? wellAt + 1 : 2;
      return [
        ...Array.from({ length: stumbles }, (_, index) => crash(`s${index}`, begin + index * 4)),
        ...workers.map(({ runsAt, takes, pollsAfter }, index) => {
          const isDeaf = fate === "never registers" && index === 0;
          const isIdle = fate === "never polls" || fate === "polls a queue that does not exist";
          return life(world, `t${index}`, {
            runsAt,
            registersAt: isDeaf ? Infinity : runsAt + takes,
            pollsAfter: isIdle ? Infinity : pollsAfter,
            endsAt: Infinity,
          });
        }),
      ];
    }
  }
}

/** Seconds until a container's first health check is over. */
const HEALTHY_AFTER = 30;

function crash(id: string, runsAt: number): Life {
  return { id, runsAt, registersAt: Infinity, pollsAt: Infinity, endsAt: runsAt + 3, silences: [] };
}

function life(
  world: World,
  id: string,
  {
    runsAt,
    registersAt,
    pollsAfter,
    endsAt,
  }: Omit<Life, "id" | "pollsAt" | "silences"> & { pollsAfter: number },
): Life {
  const unheard = unheardIn(world);
  const registers = onceHeard(registersAt, unheard);
  const pollsAt = onceHeard(registers + pollsAfter, unheard);
  const absence = { from: Math.max(world.absence.from, pollsAt + 1), to: world.absence.to };
  const isAbsent = id === "t0" && absence.from < absence.to;
  const silences = isAbsent ? merged(unheard, absence) : [unheard];
  return { id, runsAt, registersAt: registers, pollsAt, endsAt, silences };
}

/** While Prefect is out, and until a worker has tried it again. */
export function unheardIn({ outage, retryAfter }: Pick<World, "outage" | "retryAfter">): Span {
  return { from: outage.from, to: outage.to + retryAfter };
}

function merged(one: Span, other: Span): Span[] {
  const [first, second] = one.from <= other.from ? [one, other] : [other, one];
  return first.to >= second.from
    ? [{ from: first.from, to: Math.max(first.to, second.to) }]
    : [first, second];
}

/** What would be told in a silence is told at its end. */
function onceHeard(at: number, { from, to }: Span): number {
  return from <= at && at < to ? to : at;
}

/** When that which is told every so often was told last; at the end of a silence as well. */
function lastTold(
  { from, to, silences }: Span & { readonly silences: readonly Span[] },
  every: number,
  now: number,
): number {
  const end = Math.min(now, to);
  const before = (moment: number) => from + Math.floor((moment - from) / every) * every;
  let last = before(end);
  for (const silence of silences.toReversed()) {
    if (last >= silence.to) return last;
    if (end >= silence.to && silence.to > from) return silence.to;
    if (last >= silence.from) last = before(silence.from - 0.001);
  }
  return last;
}

/** What the APIs answer about the world and all its tasks at a moment, each by its own clock. */
export function apisAt(world: World, all: readonly Life[], now: number) {
  const lives = all.filter(({ runsAt }) => runsAt <= now + 3);
  return {
    ecs: () => ecsAt(world, lives, now),
    workers: () => workersAt(world, lives, now),
    queues: () => queuesAt(world, all, now),
    pool: () =>
      pool({
        type: world.fate === "meets a pool of another type" ? "process" : "ecs",
        is_paused: world.fate === "meets a pool that is paused",
        status: workersAt(world, lives, now).records.some(({ status }) => status === "ONLINE")
          ? "READY"
          : "NOT_READY",
      }),
    logOf: (id: string) => {
      const isLost = world.fate === "does not find its event queue";
      const lines = [...(isLost ? ["SQS queue 'q' does not exist in region 'eu-west-1'."] : []), "started!"];
      const isShown = lives.some((one) => one.id === id && one.registersAt + world.logDelay <= now);
      return { kind: "read", lines: isShown ? lines : [] } as const;
    },
    eventQueue: () => THERE,
  };
}

const EPOCH = Date.parse("2026-11-23T12:00:00Z");
const clock = (seconds: number, skew: number) => new Date(EPOCH + (seconds + skew) * 1000);

/** The worker name of the former deployment, and its task. */
const formerOf = ({ isSameRevision }: World) => (isSameRevision ? REVISION : "etl-production-old");
export const FORMER = "ecs-svc/former";
const OLD_TASK = "o0";

function ecsAt(world: World, lives: readonly Life[], now: number): RevisionedService {
  const { fate, count, skew, oldLeavesAt, unwell } = world;
  const former = formerOf(world);
  const at = (seconds: number) => clock(seconds, skew.aws);
  const ended = lives.filter(({ endsAt }) => endsAt <= now);
  const isRolledBack = fate === "is rolled back" && ended.length >= 3;
  const tasks: RevisionedTask[] = lives.map(({ id, runsAt, endsAt, registersAt }) => {
    const isUnhealthy =
      fate === "is unhealthy for ever" ? now >= runsAt + 10 : now >= unwell.from && now < unwell.to;
    const hasEnded = endsAt <= now;
    return task(id, REVISION, {
      lastStatus: hasEnded ? "STOPPED" : runsAt <= now ? "RUNNING" : "PENDING",
      desiredStatus: hasEnded ? "STOPPED" : "RUNNING",
      healthStatus: isUnhealthy ? "UNHEALTHY" : now >= runsAt + HEALTHY_AFTER ? "HEALTHY" : "UNKNOWN",
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
  const old = { id: FORMER, createdAt: at(-5000), desiredCount: count, rolloutState: "COMPLETED" } as const;
  const running = [task(OLD_TASK, former, { startedBy: FORMER })];
  const oldTask = now < oldLeavesAt || isRolledBack ? running : [];
  const ours = deployment(REVISION, {
    createdAt: at(0),
    desiredCount: count,
    isPrimary: !isRolledBack,
    rolloutState: isRolledBack ? "FAILED" : isCompleted ? "COMPLETED" : "IN_PROGRESS",
    failedTasks: settled > 0 ? 0 : ended.length,
  });
  // Before it is made, and where an API lags behind.
  if (now < 0) return { deployments: [deployment(former, old)], tasks: running };
  const back = deployment(former, { ...old, id: "ecs-svc/back", createdAt: at((ended[2]?.endsAt ?? 0) + 1) });
  const leaving = oldTask.length > 0 ? [deployment(former, { ...old, isPrimary: false })] : [];
  return {
    // After a while ECS lists a failed deployment no longer.
    deployments: isRolledBack ? (now < 60 ? [back, ours] : [back]) : [ours, ...leaving],
    tasks: [...tasks, ...oldTask],
  };
}

function workersAt(world: World, lives: readonly Life[], now: number) {
  const { skew, oldLeavesAt, hasOldWorkers } = world;
  const record = (name: string, told: Span & { readonly silences: readonly Span[] }) => {
    const last = lastTold(told, 30, now);
    return worker(name, {
      created: clock(told.from, skew.prefect),
      last_heartbeat_time: clock(last, skew.prefect),
      status: now - last < 100 ? "ONLINE" : "OFFLINE",
    });
  };
  const own = lives
    .filter(({ registersAt, endsAt }) => registersAt <= now && registersAt < endsAt)
    .map(({ id, registersAt, endsAt, silences }) =>
      record(`${REVISION}-${id}`, { from: registersAt, to: endsAt, silences }),
    );
  const old = { from: -5000, to: oldLeavesAt, silences: [unheardIn(world)] };
  const others = hasOldWorkers ? [record(`${formerOf(world)}-${OLD_TASK}`, old)] : [];
  return { records: [...own, ...others], serverTime: clock(now, skew.prefect) };
}

function queuesAt(world: World, lives: readonly Life[], now: number) {
  const { fate, skew, hasOldWorkers, oldLeavesAt } = world;
  const pollers = [
    ...lives.map(({ pollsAt, endsAt, silences }) => ({ from: pollsAt, to: endsAt, silences })),
    // Nobody else polls where idle workers are to be found out: whose poll it was, no API tells.
    ...(hasOldWorkers && fate !== "never polls"
      ? [{ from: -5000, to: oldLeavesAt, silences: [unheardIn(world)] }]
      : []),
  ];
  const polls = pollers
    .filter(({ from }) => from <= now)
    .map((poller) => lastTold(poller, EXPECTED.pollSeconds, now));
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

/** What is known after one more look at a world and its tasks. */
export function learn(
  world: World,
  lives: readonly Life[],
  known: Observation,
  { source, at, lag, slips }: Look,
): Observation {
  const apis = apisAt(world, lives, at - lag);
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
