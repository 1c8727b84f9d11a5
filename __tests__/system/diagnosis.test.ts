import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { RunResult } from "../../local/runner.ts";
import { DIAGNOSES } from "../../src/diagnosis/table.ts";
import { prefectCall } from "./support/cloud.ts";
import {
  applied,
  type Case,
  changed,
  deafTo,
  DECISIONS,
  deployed,
  fault,
  passingFault,
  python,
  refusedBy,
  yaml,
} from "./support/failing-cases.ts";
import { inventory } from "./support/inventory.ts";
import { type Lane, startLanes, type Told } from "./support/lanes.ts";
import { startRefusingPrefect, type RefusingPrefect } from "./support/refusing-prefect.ts";
import { createTeam, prefectServers } from "./support/team.ts";

/** All cases run from the beginning on, and the first test may wait for the last of them. */
const TIMEOUT_MS = 400_000;

const { apiUrl } = prefectServers.open;
let refusing: RefusingPrefect;

/** Side by side, each in an account of its own; one after the other within. */
const lanes: readonly Lane[] = [
  {
    team: createTeam(),
    cases: [
      applied(
        "image-access-denied",
        "Check the name in worker.image",
        "the third task that does not start",
        () => ({
          worker: "{ image: prefecthq/nothing:1 }",
        }),
      ),
      applied(
        "secret-missing",
        "prefect.api_key_secret_arn",
        "the third task that does not start",
        (team) => ({
          worker: `{ secrets: { TOKEN: "arn:aws:secretsmanager:${team.region}:${team.account}:secret:nobodys-AbCdEf" } }`,
        }),
      ),
      passingFault("capacity-unavailable", "subnets in other zones"),
      passingFault("fargate-quota", "request-service-quota-increase"),
      passingFault("spot-interrupted", "worker.capacity"),
    ],
  },
  {
    team: createTeam(),
    cases: [
      passingFault("role-not-assumed", "ecs-tasks.amazonaws.com"),
      fault("image-not-found", "Check the name and the tag in worker.image"),
      fault("image-rate-limited", "copy the image to Amazon ECR"),
      fault("image-architecture", "worker.architecture"),
      fault("registry-unreachable", "NAT gateway"),
      fault("registry-name-not-resolved", "Turn on DNS resolution"),
      fault("secret-access-denied", "six random characters"),
      fault("secret-kms-denied", "encryption.key_arn"),
      fault("secrets-unreachable", "endpoint for secretsmanager"),
      fault("log-group-missing", "Run apply again"),
      fault("logs-unreachable", "endpoint for logs"),
      fault("subnet-full", "network.subnet_ids"),
      fault("network-of-different-vpcs", "network.security_group_ids"),
      refusedBy("prefect-unauthorized", "prefect-api-key", () => refusing.apiUrl("unauthorized")),
      refusedBy("prefect-forbidden", "role Worker or Developer", () => refusing.apiUrl("forbidden")),
      refusedBy("prefect-csrf", "Prefect-Csrf-Token", () => refusing.apiUrl("csrf")),
    ],
  },
  {
    team: createTeam(),
    cases: [
      python("killed", "out-of-memory", "worker.memory", { LOCAL_CLOUD_FAULT: "out-of-memory" }),
      python("killed", "killed", "worker.memory"),
      python("module", "module-not-found", "worker.image"),
      python("no-prefect", "command-not-found", "worker.image"),
      python("health", "health-check-failing", "worker.cpu"),
      deployed("setting-invalid", "worker.env", "the third worker that ends", () => ({
        PREFECT_WORKER_HEARTBEAT_SECONDS: "often",
      })),
      refusedBy("prefect-basic-auth", "prefect-auth-string", () => prefectServers.guarded.apiUrl),
    ],
  },
  {
    team: createTeam(),
    cases: [
      changed(
        "work-pool-paused",
        "prefect work-pool resume",
        (pool) => setPaused(pool, true),
        (pool) => setPaused(pool, false),
      ),
      changed(
        "work-queue-paused",
        "prefect work-queue resume",
        (pool) => setPaused(`${pool}/queues/default`, true),
        (pool) => setPaused(`${pool}/queues/default`, false),
      ),
      changed(
        "work-pool-type",
        "a pool's type cannot be changed",
        (pool) => replacePool(pool, "process"),
        (pool) => replacePool(pool, "ecs"),
      ),
      deafTo("work-pool-missing", "prefect work-pool create", () => refusing.apiUrl("no-pool")),
      deafTo("prefect-certificate", "PREFECT_API_SSL_CERT_FILE", () => refusing.apiUrl("other-certificate")),
      deafTo("prefect-name-not-resolved", "private hosted zone", () => "http://prefect.invalid/api"),
      deafTo("prefect-unreachable", "prefect.api_url", () => "http://127.0.0.1:9/api"),
      deafTo("prefect-silent", "network.egress_cidrs", () => refusing.apiUrl("silent")),
    ],
  },
];

function setPaused(path: string, isPaused: boolean): Promise<unknown> {
  return prefectCall(apiUrl, "PATCH", `/work_pools/${path}`, { is_paused: isPaused });
}

async function replacePool(name: string, type: string): Promise<void> {
  await prefectCall(apiUrl, "DELETE", `/work_pools/${name}`);
  await prefectCall(apiUrl, "POST", "/work_pools/", { name, type });
}

let outcomeOf: (one: Case) => Promise<Told>;

beforeAll(async () => {
  refusing = await startRefusingPrefect();
  outcomeOf = startLanes(lanes);
});
afterAll(() => refusing.stop());

// While the lanes are on their way.
describe("a plan without hybrid work pools", () => {
  const team = createTeam();

  test(
    "ends an apply with cause and remedy, and nothing is deployed",
    async () => {
      const { configure, run, events, project } = team();
      configure(yaml(team(), { work_pool: `{ name: ${project} }` }));
      const result = await run(events.pushed("main", "x"), {
        inputs: { "prefect-api-url": refusing.apiUrl("no-hybrid-pools") },
      });
      expect([result.exitCode, result.outputs["failure-reason"]]).toEqual([1, "prefect-plan"]);
      expect(messageOf(result)).toMatch(causeOf("prefect-plan"));
      expect(messageOf(result)).toContain("Change the account's plan");
      expect(await inventory(team())).toEqual({});
    },
    TIMEOUT_MS,
  );
});

describe("a deployment that fails names its cause and its remedy, in time", () => {
  const cases = lanes.flatMap((lane) => lane.cases.map((one) => [one.cause, one] as const));
  test.each(cases)(
    "%s",
    async (cause, one) => {
      const { result } = await outcomeOf(one);
      expect([result.exitCode, result.outputs["verified"], result.outputs["failure-reason"]]).toEqual([
        1,
        "false",
        cause,
      ]);
      expect(messageOf(result)).toMatch(causeOf(cause));
      expect(messageOf(result)).toContain(one.remedy);
      expect(result.summary).toContain(one.remedy);
      const { atLeast, atMost } = DECISIONS[one.decidedBy];
      expect(secondsOfProof(result)).toBeGreaterThanOrEqual(atLeast);
      expect(secondsOfProof(result)).toBeLessThanOrEqual(atMost);
    },
    TIMEOUT_MS,
  );
});

function messageOf({ annotations }: RunResult): string {
  return annotations.map(({ message }) => message).join("\n");
}

/** The sentence of the table, with a name or with the words that stand in its place. */
function causeOf(id: string): RegExp {
  const row = DIAGNOSES.find((candidate) => candidate.id === id);
  if (row === undefined) throw new Error(`The table has no ${id}.`);
  const literal = (text: string) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  const parts = row.cause.split(/\{\w+\|([^}]*)\}/);
  return new RegExp(
    parts.map((part, index) => (index % 2 === 0 ? literal(part) : `("[^"]+"|${literal(part)})`)).join(""),
  );
}

/** What the report says the proof took. */
function secondsOfProof({ summary }: RunResult): number {
  const [, minutes = "0", seconds] = /Proof: failed in (?:(\d+) min )?(\d+) s/.exec(summary) ?? [];
  return 60 * Number(minutes) + Number(seconds);
}

test(
  "the report says which revision still serves, and the commit has failed",
  async () => {
    const { result, good } = await outcomeOf(caseOf("image-access-denied"));
    const { github, repository, commit } = good.team;
    const { revision } = good;
    expect(JSON.parse(result.outputs["serving"] ?? "")).toEqual({
      ...{ revision, commit: commit("good"), tasks: 1, served: true },
    });
    expect(result.summary).toMatch(
      new RegExp(`Runs now:\\*\\* revision \`${revision}\` of commit \`.*\`: 1 task RUNNING`),
    );
    expect(github.statuses(repository, commit("image-access-denied")).at(-1)?.state).toBe("failure");
  },
  TIMEOUT_MS,
);

test.each([
  "image-not-found",
  "secret-missing",
  "prefect-unauthorized",
  "command-not-found",
  "setting-invalid",
])(
  "the revision before still serves after %s",
  async (cause) => {
    const { good, running } = await outcomeOf(caseOf(cause));
    expect(running).toContain(`${good.team.project}-production-${good.revision}`);
  },
  TIMEOUT_MS,
);

test(
  "a worker that ECS calls healthy but that never registers fails, and the report says so",
  async () => {
    const { result, service } = await outcomeOf(caseOf("prefect-unreachable"));
    expect(result.summary).toContain("yet its worker is not registered");
    expect(service?.deployments?.[0]).toMatchObject({ rolloutState: "COMPLETED", runningCount: 1 });
  },
  TIMEOUT_MS,
);

function caseOf(cause: string): Case {
  const found = lanes.flatMap(({ cases }) => cases).find((one) => one.cause === cause);
  if (found === undefined) throw new Error(`There is no case of ${cause}.`);
  return found;
}
