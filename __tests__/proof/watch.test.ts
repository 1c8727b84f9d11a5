import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { ECSClient } from "@aws-sdk/client-ecs";
import { expect, test } from "@jest/globals";
import { PrefectClient } from "../../src/prefect/client.ts";
import { proveWorker } from "../../src/proof/prove-worker.ts";
import type { ProofTarget } from "../../src/proof/target.ts";
import type { Verdict } from "../../src/proof/verdict.ts";
import { type LoopbackAnswer, type LoopbackRequest, withLoopback } from "../terraform/support/loopback.ts";
import { IdleClock } from "./idle-clock.ts";
import { EXPECTED, REVISION } from "./sightings.ts";

/** Requests of one look go together, and are rested for afterwards: the last look's may be just over. */
const LAST_LOOK = 3;
const TARGET: ProofTarget = {
  ...EXPECTED,
  cluster: "etl",
  service: "etl-worker",
  deploymentName: "etl-production",
  deployed: [],
  isDeployed: false,
  timeoutSeconds: 120,
};

test("asks each API for no more than one thing a second while it waits, but for the beginning", async () => {
  const { verdict, requests } = await watch({ registersAt: 26 });
  expect(verdict.outcome).toBe("verified");
  for (const api of ["ecs", "prefect"] as const) {
    const times = requests.filter((one) => one.api === api).map(({ at }) => at);
    // Four may have been saved for the beginning, and the verdict's own are no waiting.
    const waiting = times.filter((at) => at < 25);
    expect(waiting.length).toBeLessThanOrEqual(25 + 4 + LAST_LOOK);
    expect(waiting.filter((at) => at >= 10 && at < 25).length).toBeLessThanOrEqual(15 + LAST_LOOK);
    expect(waiting.length).toBeGreaterThan(10);
  }
});

test("knows of a heartbeat within two seconds", async () => {
  const { verdict } = await watch({ registersAt: 11.5 });
  expect([verdict.outcome, verdict.workers]).toEqual(["verified", [`${REVISION}-t1`]]);
  expect(verdict.seconds).toBeLessThan(11.5 + 2);
});

test("knows of a poll within a second, though workers poll a while after their registration", async () => {
  const { verdict } = await watch({ registersAt: 11.5, pollsAt: 13.1 });
  expect(verdict.outcome).toBe("verified");
  expect(verdict.seconds).toBeGreaterThan(13.1);
  expect(verdict.seconds).toBeLessThan(13.1 + 1);
});

test("asks Prefect for no more than one thing a second while a worker that is registered does not poll", async () => {
  const { verdict, requests } = await watch({ registersAt: 11.5, pollsAt: Infinity });
  expect([verdict.outcome, verdict.seconds > 40]).toEqual(["failed", true]);
  const asked = (from: number, to: number) =>
    requests.filter(({ api, at }) => api === "prefect" && at >= from && at < to).length;
  expect(asked(0, 40)).toBeLessThanOrEqual(40 + 4 + LAST_LOOK);
  expect(asked(20, 40)).toBeLessThanOrEqual(20 + LAST_LOOK);
});

test("gives up within three seconds of a certain failure", async () => {
  const { verdict } = await watch({ registersAt: Infinity, failsAt: 12 });
  expect(verdict.outcome).toBe("failed");
  expect(verdict.checks.find(({ outcome }) => outcome === "failed")?.id).toBe("ecs-deployment");
  expect(verdict.seconds).toBeGreaterThan(11);
  expect(verdict.seconds).toBeLessThan(15);
});

test("waits as long as Prefect asks it to when there were too many requests, and goes on", async () => {
  const { verdict, requests } = await watch({
    registersAt: 20,
    limited: { from: 5, until: 17, retryAfter: 6 },
  });
  expect(verdict.outcome).toBe("verified");
  const refused = requests.filter(({ api, at }) => api === "prefect" && at >= 5 && at < 17);
  expect(refused.length).toBeLessThanOrEqual(3);
});

test("does not rest for as long as Prefect asks it to once there is a verdict", async () => {
  const { verdict, asleep } = await watch({
    registersAt: Infinity,
    failsAt: 12,
    limited: { from: 5, until: Infinity, retryAfter: 600 },
  });
  expect([verdict.outcome, asleep]).toEqual(["failed", 0]);
});

test("goes on when ECS throttles for a while, and asks less and less", async () => {
  const { verdict, requests } = await watch({ registersAt: 16, throttled: { from: 0, until: 13 } });
  expect(verdict.outcome).toBe("verified");
  // After 1, 2, 4 and 8 seconds.
  expect(requests.filter(({ api, at }) => api === "ecs" && at < 13).length).toBeLessThanOrEqual(4);
});

test("a credential that is refused meanwhile is a check that failed, with its cause", async () => {
  const { verdict } = await watch({ registersAt: Infinity, refusedFrom: 6 });
  expect(verdict.checks[0]).toMatchObject({ id: "prefect", outcome: "failed" });
  expect(verdict.causes.map(({ id }) => id)).toEqual(["prefect-unauthorized"]);
});

test("a pool that is missing is a check that failed, with the whole ladder", async () => {
  const { verdict } = await watch({ registersAt: Infinity, isPoolMissing: true });
  expect(verdict.checks.find(({ outcome }) => outcome === "failed")?.id).toBe("work-pool");
  expect(verdict.causes.map(({ id }) => id)).toEqual(["work-pool-missing"]);
  expect(verdict.checks).toHaveLength(6);
});

test("a verdict is not lost when ECS throttles just then", async () => {
  const { verdict } = await watch({
    registersAt: Infinity,
    failsAt: 6,
    isThrottledOnceFailed: true,
  });
  expect(verdict.checks.find(({ outcome }) => outcome === "failed")?.id).toBe("ecs-deployment");
  expect(verdict.serving?.now).toMatchObject([{ revision: "new", tasks: 1 }]);
});

interface Story {
  /** In seconds since the watch began, as all here. */
  readonly registersAt: number;
  /** As soon as it is registered, when left out. */
  readonly pollsAt?: number;
  readonly failsAt?: number;
  readonly limited?: { readonly from: number; readonly until: number; readonly retryAfter: number };
  readonly refusedFrom?: number;
  readonly isPoolMissing?: boolean;
  readonly isThrottledOnceFailed?: boolean;
  readonly throttled?: { readonly from: number; readonly until: number };
}

interface Watched {
  readonly verdict: Verdict;
  readonly requests: readonly { readonly api: string; readonly at: number }[];
  /** Who still waits for the clock. */
  readonly asleep: number;
}

/** Watches a deployment that goes as told, on servers that speak as ECS, Prefect, SQS and CloudWatch do. */
async function watch(story: Story): Promise<Watched> {
  const requests: { api: string; at: number }[] = [];
  const clock = new IdleClock();
  const { seconds, sleep } = clock;
  let isFailureTold = false;
  const answer = (request: LoopbackRequest): LoopbackAnswer => {
    clock.sign();
    const now = seconds();
    const [service = "", operation = ""] = String(request.headers["x-amz-target"] ?? "").split(".");
    const api = service.includes("ContainerService") ? "ecs" : service === "" ? "prefect" : service;
    requests.push({ api, at: now });
    if (api === "prefect") return prefectAnswer(story, request.url.pathname, now);
    const { throttled, failsAt = Infinity, isThrottledOnceFailed } = story;
    const isThrottled = throttled !== undefined && now >= throttled.from && now < throttled.until;
    const isToldAgain = isThrottledOnceFailed && isFailureTold && operation === "DescribeServices";
    isFailureTold ||= operation === "DescribeServices" && now >= failsAt;
    if (api === "ecs" && (isThrottled || isToldAgain)) {
      return {
        status: 400,
        body: JSON.stringify({ __type: "ThrottlingException", message: "Rate exceeded" }),
      };
    }
    return { body: JSON.stringify(awsAnswer(story, operation, now)) };
  };
  return withLoopback(answer, async (origin) => {
    const aws = {
      endpoint: origin,
      region: "eu-west-1",
      credentials: { accessKeyId: "111122223333", secretAccessKey: "test" },
      maxAttempts: 1,
    };
    const ecs = new ECSClient(aws);
    const { credentials, sha256 } = ecs.config;
    const verdict = await proveWorker(
      {
        ecs,
        logs: new CloudWatchLogsClient(aws),
        sqs: { signing: { credentials, sha256 }, region: aws.region, endpointUrl: origin },
        prefect: new PrefectClient({
          apiUrl: `${origin}/api`,
          credential: { kind: "none" },
          sleep,
          random: () => 0,
        }),
        sleep,
        seconds,
        onCheck: () => undefined,
        signal: new AbortController().signal,
      },
      TARGET,
    );
    return { verdict, requests, asleep: clock.asleep };
  });
}

const START = Date.now();
const time = (seconds: number) => new Date(START + seconds * 1000);

function prefectAnswer(
  { registersAt, pollsAt = registersAt, limited, refusedFrom = Infinity, isPoolMissing = false }: Story,
  path: string,
  now: number,
): LoopbackAnswer {
  if (now >= refusedFrom) return { status: 401, body: JSON.stringify({ detail: "Invalid API key" }) };
  if (isPoolMissing && path.startsWith("/api/work_pools/")) {
    return { status: 404, body: JSON.stringify({ detail: 'Work pool "etl" not found.' }) };
  }
  if (limited && now >= limited.from && now < limited.until) {
    return { status: 429, headers: { "retry-after": String(limited.retryAfter) }, body: "{}" };
  }
  const isRegistered = now >= registersAt;
  const isPolled = now >= pollsAt;
  const answers: Record<string, unknown> = {
    "/api/admin/version": "3.8.8",
    "/api/work_pools/etl": {
      id: "p",
      name: "etl",
      type: "ecs",
      status: isPolled ? "READY" : "NOT_READY",
      is_paused: false,
      base_job_template: {},
    },
    "/api/work_pools/etl/queues/filter": [
      { name: "default", is_paused: false, last_polled: isPolled ? time(pollsAt) : null },
    ],
    "/api/work_pools/etl/workers/filter": isRegistered
      ? [
          {
            name: `${REVISION}-t1`,
            created: time(registersAt),
            status: "ONLINE",
            last_heartbeat_time: time(registersAt),
            heartbeat_interval_seconds: 30,
          },
        ]
      : [],
  };
  return { headers: { date: time(now).toUTCString() }, body: JSON.stringify(answers[path]) };
}

function awsAnswer({ failsAt = Infinity }: Story, operation: string, now: number): unknown {
  const taskArn = "arn:aws:ecs:eu-west-1:111122223333:task/etl/t1";
  const isRunning = now >= 5;
  switch (operation) {
    case "DescribeServices": {
      const deployment = {
        id: "ecs-svc/1",
        status: "PRIMARY",
        taskDefinition: "arn:td",
        createdAt: START / 1000,
        desiredCount: 1,
        runningCount: isRunning ? 1 : 0,
        pendingCount: isRunning ? 0 : 1,
        failedTasks: 0,
        rolloutState: now >= failsAt ? "FAILED" : "IN_PROGRESS",
      };
      return { services: [{ status: "ACTIVE", deployments: [deployment], events: [] }] };
    }
    case "ListTasks":
      return { taskArns: [taskArn] };
    case "DescribeTasks": {
      const healthStatus = now >= 8 ? "HEALTHY" : "UNKNOWN";
      const lastStatus = isRunning ? "RUNNING" : "PENDING";
      return {
        tasks: [{ taskArn, taskDefinitionArn: "arn:td", startedBy: "ecs-svc/1", lastStatus, healthStatus }],
      };
    }
    case "DescribeTaskDefinition": {
      const environment = [{ name: "PREFECT_ECS_WORKER_NAME", value: REVISION }];
      const logConfiguration = { logDriver: "awslogs", options: { "awslogs-group": "workers" } };
      const healthCheck = { command: ["CMD", "true"] };
      return {
        taskDefinition: {
          containerDefinitions: [{ name: "worker", environment, healthCheck, logConfiguration }],
        },
      };
    }
    case "GetQueueUrl":
      return { QueueUrl: "http://sqs/111122223333/q" };
    case "GetQueueAttributes":
      return {
        Attributes: {
          CreatedTimestamp: "1764000000",
          ApproximateNumberOfMessages: "0",
          ApproximateNumberOfMessagesNotVisible: "0",
        },
      };
    default:
      return { events: isRunning ? [{ message: `Worker '${REVISION}-t1' started!` }] : [] };
  }
}
