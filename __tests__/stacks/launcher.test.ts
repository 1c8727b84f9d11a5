import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type RequestListener, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import { HEALTH_CHECK, LAUNCHER } from "../../stacks/launcher.ts";

const TASK_ID = "0f1e2d3c4b5a69788796a5b4c3d2e1f0";
const TASK = { TaskARN: `arn:aws:ecs:eu-west-1:111122223333:task/etl-production/${TASK_ID}` };
const RANDOM_NAME = /^etl-production-1a2b3c4d-[0-9a-f]{8}$/;

let bin: string;
const servers: Server[] = [];
/** The interpreter itself: a version manager's `python3` takes as long again to find it. */
const PYTHON = execFileSync("python3", ["-c", "import sys; print(sys.executable)"], {
  encoding: "utf8",
}).trim();

beforeAll(() => {
  bin = mkdtempSync(join(tmpdir(), "launcher-"));
  const prefect = join(bin, "prefect");
  writeFileSync(prefect, `#!/bin/sh\nprintf '%s\\0' "$@"\n`);
  chmodSync(prefect, 0o755);
});

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

afterAll(() => {
  rmSync(bin, { recursive: true });
});

describe("the launcher becomes prefect worker start", () => {
  test("named after the ECS task", async () => {
    const { stdout, exitCode } = await launch({ metadata: await serve(json(TASK)) });
    expect(exitCode).toBe(0);
    expect(argumentsIn(stdout)).toEqual([
      ...["worker", "start", "--type", "ecs"],
      ...["--pool", "etl pool"],
      ...["--name", `etl-production-1a2b3c4d-${TASK_ID}`],
      "--with-healthcheck",
      ...["--install-policy", "never"],
      "--no-create-pool-if-not-found",
    ]);
  });

  test("asks the documented path of the metadata endpoint", async () => {
    const paths: (string | undefined)[] = [];
    const metadata = await serve((request, response) => {
      paths.push(request.url);
      json(TASK)(request, response);
    });
    await launch({ metadata: `${metadata}/v4/abc` });
    expect(paths).toEqual(["/v4/abc/task"]);
  });

  test("though the metadata endpoint does not answer its first request", async () => {
    let requests = 0;
    const metadata = await serve((request, response) => {
      requests += 1;
      if (requests > 1) json(TASK)(request, response);
    });
    expect(workerName((await launch({ metadata })).stdout)).toBe(`etl-production-1a2b3c4d-${TASK_ID}`);
  });

  test("with each queue passed on, letter by letter", async () => {
    const { stdout } = await launch({ queues: ["high", 'it\'s $(here); "now"'] });
    expect(argumentsIn(stdout)).toEqual(
      expect.arrayContaining(["--work-queue", "high", "--work-queue", 'it\'s $(here); "now"']),
    );
  });

  test("past any proxy, which could not reach the endpoint", async () => {
    const metadata = await serve(json(TASK));
    const proxy = await serve((_request, response) => response.writeHead(502).end());
    const { stdout } = await launch({ metadata, env: { HTTP_PROXY: proxy, http_proxy: proxy } });
    expect(workerName(stdout)).toBe(`etl-production-1a2b3c4d-${TASK_ID}`);
  });
});

describe("the launcher takes a random suffix", () => {
  test("where there is no metadata endpoint, and a new one each time", async () => {
    const names = [await launch({}), await launch({})].map(({ stdout }) => workerName(stdout));
    expect(names).toEqual([expect.stringMatching(RANDOM_NAME), expect.stringMatching(RANDOM_NAME)]);
    expect(names[0]).not.toBe(names[1]);
  });

  const answers: readonly [string, RequestListener][] = [
    ["refuses", (_request, response) => response.writeHead(500).end()],
    ["answers something else", json([])],
    ["hangs up", (request) => request.socket.destroy()],
  ];
  test.each(answers)("where the endpoint %s", async (_case, answer) => {
    const { stdout } = await launch({ metadata: await serve(answer) });
    expect(workerName(stdout)).toMatch(RANDOM_NAME);
  });
});

describe("of an image with prefect-aws", () => {
  test.each<[version: string, env: Readonly<Record<string, string>>, isRefused: boolean]>([
    ["0.5.12", { PREFECT_API_KEY: "key" }, true],
    ["0.4.20", { PREFECT_API_AUTH_STRING: "user:password" }, true],
    ["0.5.13", { PREFECT_API_KEY: "key" }, false],
    ["0.7.12", { PREFECT_API_KEY: "key" }, false],
    ["1.0", { PREFECT_API_KEY: "key" }, false],
    ["0.4.20", {}, false],
  ])("%s, with %j, it refuses what would show a credential: %p", async (version, env, isRefused) => {
    const packages = join(bin, `packages-${version}`);
    mkdirSync(join(packages, `prefect_aws-${version}.dist-info`), { recursive: true });
    writeFileSync(
      join(packages, `prefect_aws-${version}.dist-info`, "METADATA"),
      `Metadata-Version: 2.1\nName: prefect-aws\nVersion: ${version}\n`,
    );
    const { stdout, exitCode } = await launch({ env: { ...env, PYTHONPATH: packages } });
    expect([exitCode, stdout === ""]).toEqual(isRefused ? [1, true] : [0, false]);
  });
});

describe("the health check", () => {
  test.each([
    [200, 0],
    [503, 1],
  ])("of a worker that answers %i exits with %i", async (status, expected) => {
    const worker = await serve((_request, response) => response.writeHead(status).end());
    expect((await checkHealth(worker)).exitCode).toBe(expected);
  });

  test("asks /health", async () => {
    const paths: (string | undefined)[] = [];
    const worker = await serve((request, response) => {
      paths.push(request.url);
      response.end();
    });
    await checkHealth(worker);
    expect(paths).toEqual(["/health"]);
  });

  test("fails where nothing listens", async () => {
    const worker = await serve(json({}));
    await Promise.all(servers.splice(0).map((server) => once(server.close(), "close")));
    expect((await checkHealth(worker)).exitCode).toBe(1);
  });

  test("goes past any proxy", async () => {
    const worker = await serve((_request, response) => response.end());
    const proxy = await serve((_request, response) => response.writeHead(502).end());
    expect((await checkHealth(worker, { HTTP_PROXY: proxy, http_proxy: proxy })).exitCode).toBe(0);
  });
});

interface Launch {
  readonly metadata?: string;
  readonly queues?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

function launch({ metadata, queues = [], env = {} }: Launch) {
  return python(LAUNCHER, {
    PREFECT_ECS_WORKER_POOL: "etl pool",
    PREFECT_ECS_WORKER_NAME: "etl-production-1a2b3c4d",
    PREFECT_ECS_WORKER_QUEUES: JSON.stringify(queues),
    ...(metadata === undefined ? {} : { ECS_CONTAINER_METADATA_URI_V4: metadata }),
    ...env,
  });
}

function checkHealth(worker: string, env: Readonly<Record<string, string>> = {}) {
  return python(HEALTH_CHECK, { PREFECT_WORKER_WEBSERVER_PORT: new URL(worker).port, ...env });
}

async function python(program: string, env: Readonly<Record<string, string>>) {
  const child = spawn(PYTHON, ["-c", program], {
    env: { PATH: `${bin}:${process.env["PATH"] ?? ""}`, ...env },
    stdio: ["ignore", "pipe", "ignore"],
  });
  const [stdout] = await Promise.all([text(child.stdout), once(child, "exit")]);
  return { stdout, exitCode: child.exitCode };
}

/** What `prefect` was given. */
function argumentsIn(stdout: string): string[] {
  return stdout.split("\0").slice(0, -1);
}

function workerName(stdout: string): string | undefined {
  const command = argumentsIn(stdout);
  return command[command.indexOf("--name") + 1];
}

function json(value: unknown): RequestListener {
  return (_request, response) => response.end(JSON.stringify(value));
}

async function serve(answer: RequestListener): Promise<string> {
  const server = createServer(answer).listen(0, "127.0.0.1");
  servers.push(server);
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server has no port.");
  return `http://127.0.0.1:${address.port}`;
}
