import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import { type PlayedEcs, playEcs } from "../../aws/played-ecs.ts";

export const TASK = "arn:aws:ecs:eu-west-1:111122223333:task/etl/0a";
export const SMOKE_DEFINITION = "arn:aws:ecs:eu-west-1:111122223333:task-definition/etl-flow-run-smoke:3";
const WORKER_TASK = "arn:aws:ecs:eu-west-1:111122223333:task/etl/worker";
const FORMER_TASK = "arn:aws:ecs:eu-west-1:111122223333:task/etl/former";

/** A Prefect on loopback that knows what a smoke run asks for, and notes what changed it. */
export interface PlayedPrefect {
  readonly apiUrl: string;
  /** `DELETE /flows/f`, and the bodies of what was made. */
  readonly changes: string[];
  readonly made: Record<string, unknown>;
  /** What the run is when it is read next; by default it stays Scheduled. */
  run: Readonly<Record<string, unknown>>;
  /** How many flow runs may run at a time. */
  limit: { pool: number | null; queue: number | null };
  /** Flows that are there before. */
  leftovers: readonly Readonly<Record<string, unknown>>[];
  /** Paths that are answered with 403. */
  refused: RegExp | undefined;
  readonly stop: () => Promise<void>;
}

export function flowRun(type: string, facts: Readonly<Record<string, unknown>> = {}) {
  const state = { type, name: type, message: null, timestamp: "2026-11-24T03:00:00Z" };
  return { id: "r", name: "smoke", state, ...facts };
}

export async function playPrefect(): Promise<PlayedPrefect> {
  const changes: string[] = [];
  const made: Record<string, unknown> = {};
  const server: Server = createServer((request, response) => {
    void (async () => {
      const { method = "", url = "" } = request;
      const path = url.replace("/api", "");
      const body = method === "POST" ? await json(request) : undefined;
      const isReading = method === "GET" || path.endsWith("/filter");
      if (!isReading) changes.push(`${method} ${path}`);
      if (method === "POST" && !isReading) made[path] = body;
      const isRefused = played.refused?.test(`${method} ${path}`) === true;
      const answer = isRefused ? { detail: "no" } : answerTo(path, JSON.stringify(body ?? {}));
      const date = "Tue, 24 Nov 2026 03:10:00 GMT";
      response.writeHead(isRefused ? 403 : 200, { connection: "close", date }).end(JSON.stringify(answer));
    })();
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const answerTo = (path: string, body: string): unknown => {
    if (path === "/flows/filter")
      return played.leftovers.filter(({ id }) => !changes.includes(`DELETE /flows/${String(id)}`));
    if (path === "/flow_runs/filter") return body.includes('"old"') ? [] : [played.run];
    if (path === "/deployments/filter") return [{ id: "d" }];
    if (path === "/logs/filter") return [];
    if (path.startsWith("/flow_run_states/")) return [];
    if (path.startsWith("/flow_runs/")) return played.run;
    if (path.endsWith("/create_flow_run")) return flowRun("SCHEDULED");
    if (path === "/work_pools/etl/queues/filter")
      return [{ name: "high", is_paused: false, concurrency_limit: played.limit.queue }];
    if (path.startsWith("/work_pools/")) {
      const pool = { id: "p", name: "etl", type: "ecs", is_paused: false, base_job_template: {} };
      return { ...pool, concurrency_limit: played.limit.pool };
    }
    return { id: path === "/flows/" ? "f" : "d" };
  };
  const played: PlayedPrefect = {
    apiUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api`,
    ...{ changes, made, leftovers: [], refused: undefined },
    limit: { pool: null, queue: null },
    run: flowRun("SCHEDULED"),
    stop: async () => {
      await new Promise((done) => server.close(done));
    },
  };
  return played;
}

/** What an ECS has that runs the smoke run: each test changes a part. */
export interface PlayedCluster {
  /** Of the run's task. */
  containers: readonly object[];
  /** ARNs of the task definitions of smoke runs, by status. */
  readonly definitions: { ACTIVE: string[]; INACTIVE: string[] };
  /** A worker's task that leaves, beside the current worker's. */
  former: Readonly<Record<string, string>>;
  /** Its status, look by look; none once that is over. */
  readonly formerStatus: string[];
  /** What DeleteTaskDefinitions says that it did not do. */
  failures: readonly object[];
}

export function playCluster(cluster: PlayedCluster): PlayedEcs {
  const { definitions, formerStatus } = cluster;
  return playEcs((call, input) => {
    const given = input as Readonly<Record<string, unknown>>;
    switch (call) {
      case "DescribeServices":
        return { services: [{ status: "ACTIVE", deployments: [{ id: "ecs-svc/2", status: "PRIMARY" }] }] };
      case "ListTasks":
        if (given["desiredStatus"] === "RUNNING") return { taskArns: [WORKER_TASK] };
        return { taskArns: formerStatus.length > 0 ? [FORMER_TASK] : [] };
      case "DescribeTasks": {
        const [asked = ""] = given["tasks"] as readonly string[];
        return { tasks: [taskOf(asked.split("/").at(-1), cluster)] };
      }
      case "DescribeTaskDefinition":
        return { taskDefinition: { containerDefinitions: [] } };
      case "ListTaskDefinitions":
        return {
          taskDefinitionArns: given["status"] === "ACTIVE" ? definitions.ACTIVE : definitions.INACTIVE,
        };
      case "DeregisterTaskDefinition":
        definitions.INACTIVE.push(...definitions.ACTIVE.splice(0, 1));
        return {};
      case "DeleteTaskDefinitions":
        if (cluster.failures.length === 0) definitions.INACTIVE = [];
        return { failures: cluster.failures };
      default:
        return {};
    }
  });
}

function taskOf(id: string | undefined, { former, formerStatus, ...cluster }: PlayedCluster): object {
  switch (id) {
    case "worker":
      return {
        ...{ taskArn: WORKER_TASK, startedBy: "ecs-svc/2", desiredStatus: "RUNNING" },
        lastStatus: "RUNNING",
      };
    case "former":
      return { taskArn: FORMER_TASK, lastStatus: formerStatus.shift(), ...former };
    default:
      return { taskArn: TASK, taskDefinitionArn: SMOKE_DEFINITION, lastStatus: "RUNNING", ...cluster };
  }
}
