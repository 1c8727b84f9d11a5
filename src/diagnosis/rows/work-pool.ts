import { checkSays, either, prefectRefuses, workerSays } from "../evidence.ts";
import { REFERENCES } from "../references.ts";
import type { Row } from "../row.ts";

const names = {
  // In the evidence of the check, the pool is what the sentence begins with.
  pool: /(?:[Ww]ork pool |^)['"]([^'"]+)['"]/,
  queue: /[Qq]ueue ['"]([^'"]+)['"]/,
  type: /(?:received|has type) ['"]?([\w:-]+)['"]?/,
};

/** What keeps a worker that runs from taking runs out of its pool. */
export const WORK_POOL_ROWS = [
  {
    id: "work-pool-type",
    evidence: either(
      workerSays(/Worker type mismatch! .* received '/),
      checkSays("work-pool", /has type (?!ecs(?![\w:-]))\w/),
    ),
    names,
    cause:
      'The work pool {pool|that work_pool.name names} has type {type|other than ecs}: an ECS worker serves pools of type "ecs" alone.',
    remedy: "Name another pool in work_pool.name; a pool's type cannot be changed.",
    reference: REFERENCES.workPools,
  },
  {
    id: "work-pool-paused",
    evidence: either(
      workerSays(/The work pool '.+' is currently paused/),
      checkSays("work-pool", /is paused/),
    ),
    names,
    cause: "The work pool {pool|that work_pool.name names} is paused: no worker would run a flow from it.",
    remedy: "Resume it with: prefect work-pool resume {pool|<name>}.",
    reference: REFERENCES.workPools,
  },
  {
    id: "work-pool-missing",
    evidence: either(
      workerSays(/Work pool .+ (not found|does not exist)/i),
      prefectRefuses(404, /work pool .+ not found/i),
      checkSays("work-pool", /does not exist/),
    ),
    names,
    cause: "The work pool {pool|that work_pool.name names} does not exist.",
    remedy:
      "Make it with: prefect work-pool create --type ecs {pool|<name>}, or set work_pool.create to true.",
    reference: REFERENCES.workerSync,
  },
  {
    id: "work-queue-paused",
    evidence: either(
      workerSays(/work queue(s|\(s\))? in the work pool .+ (are|is) currently paused/i),
      checkSays("queues", /paused/i),
    ),
    names,
    cause: "The work queues that the worker polls are paused ({queue|see below}).",
    remedy: "Resume them with: prefect work-queue resume {queue|<queue>} --pool <work_pool.name>.",
    reference: REFERENCES.workerCommand,
  },
  {
    id: "work-queue-missing",
    evidence: either(
      checkSays("queues", /does not exist/i),
      prefectRefuses(404, /(work )?queue .*not found/i),
    ),
    names,
    cause:
      "The work pool has no queue {queue|of the name in work_pool.queues}; a worker polls on without an error.",
    remedy:
      "Correct work_pool.queues, or make the queue with: prefect work-queue create {queue|<queue>} --pool <work_pool.name>.",
    reference: REFERENCES.workPools,
  },
  {
    id: "work-queue-idle",
    evidence: checkSays("queues", /was not polled since/),
    names,
    cause: "The worker is ONLINE and does not poll the queue {queue|that it should}.",
    remedy:
      "Read its log for requests that fail, and take out of worker.env what slows the polls down, such as PREFECT_WORKER_QUERY_SECONDS.",
    reference: REFERENCES.workers,
  },
  {
    id: "work-pool-not-ready",
    evidence: checkSays("work-pool", /status NOT_READY/),
    names: { pool: /^"([^"]+)"/ },
    cause: "Prefect does not call the work pool {pool|READY} ready, though workers are registered in it.",
    remedy:
      "Look at the server's log: the status follows from heartbeats that its services handle, so run prefect server services start if they run apart.",
    reference: REFERENCES.workPools,
  },
  {
    id: "observer-denied",
    evidence: either(
      workerSays(
        /\(AccessDenied\w*\) when calling the (GetQueueUrl|\w+Message\w*) operation|not authorized to perform: sqs:/i,
      ),
      checkSays("observer", /may not read the queue|AccessDenied|not authorized/i),
    ),
    names,
    cause:
      "The worker may not read the queue of task events, so that it does not notice flow runs that crash.",
    remedy:
      "Run apply again so that Terraform restores its role; one of your own in worker.role_arn must allow sqs:GetQueueUrl, ReceiveMessage, DeleteMessage and ChangeMessageVisibility.",
    reference: REFERENCES.observer,
  },
  {
    id: "observer-queue-missing",
    evidence: either(
      workerSays(/SQS queue '.+' does not exist/),
      checkSays("observer", /queue .* does not exist/i),
    ),
    names,
    cause:
      "The queue of task events {queue|of this deployment} did not exist when the worker started, which looks once only: it does not notice flow runs that crash.",
    remedy:
      "Run apply again, which makes it, and then restart the worker: aws ecs update-service --force-new-deployment.",
    reference: REFERENCES.observer,
  },
  {
    id: "observer-crashed",
    evidence: workerSays(/ECS observer task crashed|SQS polling (failed|exceeded)/),
    names,
    cause: "The worker's reader of task events crashed, so that it does not notice flow runs that crash.",
    remedy:
      "Give the subnets in network.subnet_ids a way to SQS (NAT, or an endpoint for sqs); the lines below it in the log say what failed.",
    reference: REFERENCES.observer,
  },
] as const satisfies readonly Row[];
