import {
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  DescribeTasksCommand,
  ECSClient,
  ListTasksCommand,
} from "@aws-sdk/client-ecs";
import { ListObjectsV2Command, ListObjectVersionsCommand, S3Client } from "@aws-sdk/client-s3";
import { randomUUID } from "node:crypto";
import { z } from "zod";
import { eventually } from "./eventually.ts";
import { stateBucket } from "./state-bucket.ts";
import type { Team } from "./team.ts";

/** Keys of all that the state bucket holds, old versions included; none without a bucket. */
export async function stateObjects(team: Team): Promise<string[]> {
  const s3 = new S3Client({ ...team.awsOptions, forcePathStyle: true });
  const { Versions = [], DeleteMarkers = [] } = await s3.send(
    new ListObjectVersionsCommand({ Bucket: stateBucket(team) }),
  );
  return [...new Set([...Versions, ...DeleteMarkers].map(({ Key }) => Key ?? ""))].sort();
}

/** Keys of the locks that are held on states right now. */
export async function stateLocks(team: Team): Promise<string[]> {
  const s3 = new S3Client({ ...team.awsOptions, forcePathStyle: true });
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: stateBucket(team) }));
  return Contents.map(({ Key = "" }) => Key).filter((key) => key.endsWith(".tflock"));
}

/** The service's deployments and running tasks as ECS tells of them. */
export async function describeService(team: Team, environment: string) {
  const cluster = `${team.project}-${environment}`;
  const { services } = await new ECSClient(team.awsOptions).send(
    new DescribeServicesCommand({ cluster, services: [`${cluster}-worker`] }),
  );
  return services?.[0];
}

/** For each running task of the service the worker name that its task definition gives: deployment and revision. */
export async function runningWorkers({ awsOptions, project }: Team, environment: string): Promise<string[]> {
  const ecs = new ECSClient(awsOptions);
  const cluster = `${project}-${environment}`;
  const { taskArns: tasks = [] } = await ecs.send(
    new ListTasksCommand({ cluster, serviceName: `${cluster}-worker`, desiredStatus: "RUNNING" }),
  );
  if (tasks.length === 0) return [];
  const described = await ecs.send(new DescribeTasksCommand({ cluster, tasks }));
  const running = (described.tasks ?? []).filter(({ lastStatus }) => lastStatus === "RUNNING");
  return Promise.all(
    running.map(async ({ taskDefinitionArn: taskDefinition }) => {
      const { taskDefinition: found } = await ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition }));
      const environmentOfWorker = found?.containerDefinitions?.[0]?.environment ?? [];
      return environmentOfWorker.find(({ name }) => name === "PREFECT_ECS_WORKER_NAME")?.value ?? "";
    }),
  );
}

const namedRecords = z.array(z.object({ name: z.string() }));

export interface PrefectServer {
  readonly apiUrl: string;
  /** `user:password` of one with basic authentication, which also wants a token against forged requests. */
  readonly authString?: string;
}

/** Names of a team's work pools, ordered. */
export async function workPoolsOf(server: PrefectServer, { project }: Team): Promise<string[]> {
  const answer = await prefectCall(
    server.apiUrl,
    "POST",
    "/work_pools/filter",
    { limit: 200 },
    await guardHeaders(server),
  );
  const pools = namedRecords.parse(answer);
  return pools
    .map(({ name }) => name)
    .filter((name) => name.startsWith(project))
    .sort();
}

async function guardHeaders({ apiUrl, authString }: PrefectServer): Promise<Record<string, string>> {
  if (authString === undefined) return {};
  const authorization = `Basic ${Buffer.from(authString).toString("base64")}`;
  const client = randomUUID();
  const answer = await prefectCall(apiUrl, "GET", `/csrf-token?client=${client}`, undefined, {
    authorization,
  });
  return {
    authorization,
    "prefect-csrf-client": client,
    "prefect-csrf-token": csrfToken.parse(answer).token,
  };
}

const csrfToken = z.object({ token: z.string() });

const workerRecords = z.array(z.object({ name: z.string(), status: z.string() }));

/** Worker records of a pool on the open Prefect server. */
export async function workersOf(apiUrl: string, pool: string): Promise<z.output<typeof workerRecords>> {
  return workerRecords.parse(await prefectCall(apiUrl, "POST", `/work_pools/${pool}/workers/filter`, {}));
}

/** What tests look at of a work pool's base job template; the rest is kept as it is. */
export type Template = z.output<typeof workPool>["base_job_template"];

/** A work pool's template on the open Prefect server. */
export async function templateOf(apiUrl: string, pool: string): Promise<Template> {
  return workPool.parse(await prefectCall(apiUrl, "GET", `/work_pools/${pool}`)).base_job_template;
}

const workPool = z.object({
  base_job_template: z.looseObject({
    job_configuration: z.record(z.string(), z.unknown()),
    variables: z.looseObject({
      properties: z.record(z.string(), z.looseObject({ default: z.unknown().optional() })),
    }),
  }),
});

/**
 * One call of Prefect's API, straight and without the client under test. A server that is busy says 503 and how
 * many seconds to wait; other refusals are told as they are, as some tests expect one.
 * @throws Error when the server is busy for two minutes
 */
export async function prefectCall(
  apiUrl: string,
  method: string,
  path: string,
  body?: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<unknown> {
  const { status, text } = await eventually(
    `${method} ${apiUrl}${path} is answered otherwise than with 503`,
    async () => {
      const response = await fetch(`${apiUrl}${path}`, {
        method,
        headers: { "content-type": "application/json", ...headers },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const retryAfterSeconds = Number(response.headers.get("retry-after") ?? 1);
      return { status: response.status, retryAfterSeconds, text: await response.text() };
    },
    (answer) => answer.status !== 503,
    { withinSeconds: 120, pauseSeconds: ({ retryAfterSeconds }) => retryAfterSeconds },
  );
  return text === "" ? { status } : (JSON.parse(text) as unknown);
}
