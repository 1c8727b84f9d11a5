import { isHealthy, type RevisionInService } from "./checks/deployment.ts";
import { isDenied, witnesses } from "./checks/observer.ts";
import { hear } from "./hearing.ts";
import type { Memory } from "./memory.ts";
import type { Expectation, Observation, RevisionedDeployment } from "./observation.ts";
import type { Registration } from "./registration.ts";

/** What is remembered of a look, with what was remembered before it. */
export function remember(
  { count }: Expectation,
  memory: Memory,
  seen: Observation,
  revision: RevisionInService,
  registrations: readonly Registration[],
): Memory {
  const { atSeconds, service, workers, eventQueue, logs } = seen;
  const { deployment, running } = revision;
  const registered = registrations.filter(({ problem }) => problem === undefined);
  const heard = new Map(registered.map(({ task }) => [task, workers?.atSeconds ?? atSeconds]));
  const registeredAt = registeredAtOf(memory, registrations, heard);
  const registeredSince = [...registeredAt.values()].sort((a, b) => a - b)[count - 1];
  const isDeniedNow = witnesses(registered).some((id) => isDenied(logs?.get(id)?.value));
  return {
    began: memory.began ?? atSeconds,
    beganByPrefect: memory.beganByPrefect ?? workers?.value.serverTime,
    heard: hear(memory.heard, seen),
    wasDeployed: memory.wasDeployed || deployment !== undefined,
    deployment: newerOf(memory.deployment, deployment),
    absentSince:
      service !== undefined && deployment === undefined
        ? (memory.absentSince ?? service.atSeconds)
        : undefined,
    toldBefore: memory.excused === undefined ? service?.value.events?.[0]?.at : memory.toldBefore,
    waitingSince: new Map(
      running.map(({ id }) => [
        id,
        heard.get(id) ?? memory.waitingSince.get(id) ?? service?.atSeconds ?? atSeconds,
      ]),
    ),
    ...goodAndBadEnds(memory, revision, service !== undefined, heard),
    registeredAt,
    registeredSince,
    eventQueueMissingSince:
      eventQueue?.value.kind === "missing"
        ? (memory.eventQueueMissingSince ?? eventQueue.atSeconds)
        : undefined,
    deniedSince: isDeniedNow ? (memory.deniedSince ?? atSeconds) : undefined,
    stalled: stalledNow(memory, eventQueue, registeredSince),
  };
}

/** One whose record says that it is silent begins anew. A record that is not in one list has slipped to another page. */
function registeredAtOf(
  memory: Memory,
  registrations: readonly Registration[],
  heard: ReadonlyMap<string, number>,
): Memory["registeredAt"] {
  return new Map(
    registrations.flatMap(({ task, record, problem }) => {
      const isSilent = record !== undefined && problem !== undefined;
      const at = isSilent ? undefined : (memory.registeredAt.get(task) ?? heard.get(task));
      return at === undefined ? [] : [[task, at] as const];
    }),
  );
}

function newerOf(
  former: Memory["deployment"],
  deployment: RevisionedDeployment | undefined,
): Memory["deployment"] {
  if (deployment === undefined) return former;
  const { id, createdAt } = deployment;
  const isOlder = former?.createdAt !== undefined && createdAt !== undefined && createdAt < former.createdAt;
  return isOlder ? former : { id, createdAt };
}

/** ECS counts failures from 0 again as soon as a task runs well; a worker that is about to be refused does not. */
function goodAndBadEnds(
  { excused, well }: Memory,
  { running, stopped }: RevisionInService,
  isSeen: boolean,
  heard: ReadonlyMap<string, number>,
): Pick<Memory, "excused" | "well"> {
  const wellNow = running.filter((task) => isHealthy(task) && heard.has(task.id)).map(({ id }) => id);
  const isOneMore = wellNow.some((id) => !well.has(id));
  const isExcuse = isSeen && (excused === undefined || isOneMore);
  return {
    excused: isExcuse ? new Set([...(excused ?? []), ...stopped.map(({ id }) => id)]) : excused,
    well: isOneMore ? new Set([...well, ...wellNow]) : well,
  };
}

/** Before the workers are registered, nobody needs to read the queue. */
function stalledNow(
  { stalled }: Memory,
  eventQueue: Observation["eventQueue"],
  registeredSince: number | undefined,
): Memory["stalled"] {
  if (eventQueue?.value.kind !== "there" || registeredSince === undefined) return undefined;
  const { atSeconds, value } = eventQueue;
  if (atSeconds < registeredSince || value.waiting === 0 || value.inHand > 0) return undefined;
  const isFalling = stalled !== undefined && value.waiting < stalled.waiting;
  const since = stalled === undefined || isFalling ? atSeconds : stalled.since;
  return { since, waiting: value.waiting };
}
