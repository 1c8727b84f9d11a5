import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { join } from "node:path";
import type { RunResult } from "../../local/runner.ts";
import { startRefusingPrefect, type RefusingPrefect } from "./support/refusing-prefect.ts";
import { describeService } from "./support/cloud.ts";
import { createTeam, prefectServers, type Team } from "./support/team.ts";

/** All cases run from the beginning on, and the first test may wait for the last of them. */
const TIMEOUT_MS = 400_000;

/** One way to break a deployment, over an environment that works. */
interface Case {
  /** The output `failure-reason`. */
  readonly cause: string;
  /** Words of the remedy, as the summary tells it. */
  readonly remedy: string;
  readonly broken: (lane: Lane) => Readonly<Record<string, string>>;
}

interface Lane {
  readonly team: () => Team;
  readonly cases: readonly Case[];
}

/** A fault of AWS that this machine cannot have: the local cloud plays it, in AWS's words. */
const fault = (cause: string, remedy: string): Case => ({
  cause,
  remedy,
  broken: () => ({ worker: `{ env: { LOCAL_CLOUD_FAULT: ${cause} } }` }),
});

/** A worker that is broken from inside. */
const python = (what: string, cause: string, remedy: string, variables = ""): Case => ({
  cause,
  remedy,
  broken: () => ({
    worker: `{ env: { PYTHONPATH: ${BROKEN_PYTHON}, BROKEN_PYTHON: ${what}${variables} } }`,
  }),
});
const BROKEN_PYTHON = join(import.meta.dirname, "support/broken-python");

/**
 * A worker that meets another Prefect than the action does. It exits, after some seconds each time, or it tries on
 * for ever: so the verdict waits for the time that a registration may take, or for workers that end.
 */
const elsewhere = (cause: string, remedy: string, apiUrl: () => string, exits = true): Case => ({
  cause,
  remedy,
  broken: () => ({
    prefect: `{ api_url: '${apiUrl()}' }`,
    // Long enough for a worker on a busy machine to have tried, and told why it failed.
    proof: `{ registration_timeout: ${exits ? 180 : 20}s }`,
  }),
});
let refusing: RefusingPrefect;

/** Side by side, each in an account of its own; one after the other within. */
const lanes: readonly Lane[] = [
  {
    team: createTeam(),
    cases: [
      {
        cause: "image-access-denied",
        remedy: "Check the name in worker.image",
        broken: () => ({ worker: "{ image: prefecthq/nothing:1 }" }),
      },
      {
        cause: "secret-missing",
        remedy: "prefect.api_key_secret_arn",
        broken: ({ team }) => ({
          worker: `{ secrets: { TOKEN: "arn:aws:secretsmanager:${team().region}:${team().account}:secret:nobodys-AbCdEf" } }`,
        }),
      },
      fault("image-rate-limited", "copy the image to Amazon ECR"),
      fault("image-architecture", "worker.architecture"),
      fault("registry-unreachable", "NAT gateway"),
      fault("secret-access-denied", "six random characters"),
      fault("logs-unreachable", "endpoint for logs"),
      fault("subnet-full", "network.subnet_ids"),
      {
        cause: "capacity-unavailable",
        remedy: "subnets in other zones",
        broken: () => ({
          worker: "{ env: { LOCAL_CLOUD_FAULT: capacity-unavailable } }",
          proof: "{ timeout: 10s, registration_timeout: 10s }",
        }),
      },
    ],
  },
  {
    team: createTeam(),
    cases: [
      python("killed", "out-of-memory", "worker.memory", ", LOCAL_CLOUD_FAULT: out-of-memory"),
      python("killed", "killed", "worker.memory"),
      python("module", "module-not-found", "worker.image"),
      python("no-prefect", "command-not-found", "worker.image"),
      python("health", "health-check-failing", "worker.cpu"),
      {
        cause: "setting-invalid",
        remedy: "worker.env",
        broken: () => ({ worker: "{ env: { PREFECT_WORKER_HEARTBEAT_SECONDS: often } }" }),
      },
      elsewhere("prefect-basic-auth", "prefect-auth-string", () => prefectServers.guarded.apiUrl),
    ],
  },
  {
    team: createTeam(),
    cases: [
      elsewhere("prefect-unauthorized", "prefect-api-key", () => refusing.apiUrl("unauthorized")),
      elsewhere("prefect-forbidden", "role Worker or Developer", () => refusing.apiUrl("forbidden")),
      elsewhere("prefect-csrf", "Prefect-Csrf-Token", () => refusing.apiUrl("csrf")),
    ],
  },
  {
    team: createTeam(),
    cases: [
      elsewhere("work-pool-missing", "prefect work-pool create", () => refusing.apiUrl("no-pool"), false),
      elsewhere(
        "prefect-certificate",
        "PREFECT_API_SSL_CERT_FILE",
        () => refusing.apiUrl("other-certificate"),
        false,
      ),
      elsewhere(
        "prefect-name-not-resolved",
        "private hosted zone",
        () => "http://prefect.invalid/api",
        false,
      ),
      elsewhere("prefect-unreachable", "prefect.api_url", () => "http://127.0.0.1:9/api", false),
      elsewhere("prefect-silent", "network.egress_cidrs", () => refusing.apiUrl("silent"), false),
    ],
  },
];

interface Told {
  readonly result: RunResult;
  readonly service: Awaited<ReturnType<typeof describeService>>;
}
const told = new Map<Case, Promise<Told>>();
const servingRevisions = new Map<Lane, string>();

beforeAll(async () => {
  refusing = await startRefusingPrefect();
  for (const lane of lanes) {
    let before: Promise<unknown> = deployGood(lane);
    for (const broken of lane.cases) {
      const outcome = before.then(() => deployBroken(lane, broken));
      told.set(broken, outcome);
      // A case that fails to run must not take the others with it; its own test tells.
      before = outcome.catch(() => undefined);
    }
  }
});
afterAll(() => refusing.stop());

async function deployGood(lane: Lane): Promise<void> {
  const { configure, run, events } = lane.team();
  configure(yaml(lane));
  const { outputs, log } = await run(events.pushed("main", "good"));
  const [worker] = JSON.parse(outputs["workers"] ?? "[]") as string[];
  if (worker === undefined) throw new Error(`The good revision was not deployed: ${log.slice(-2_000)}`);
  servingRevisions.set(lane, worker.split("-").at(-2) ?? "");
}

async function deployBroken(lane: Lane, { cause, broken }: Case): Promise<Told> {
  const { configure, run, events } = lane.team();
  configure(yaml(lane, broken(lane)));
  const result = await run(events.pushed("main", cause));
  return { result, service: await describeService(lane.team(), "production") };
}

/** Alarms are a third of the resources, and none of them is about a failed deployment's cause. */
function yaml({ team }: Lane, sections: Readonly<Record<string, string>> = {}): string {
  return team().yaml({ alarms: "{ enabled: false }", ...sections });
}

describe("a deployment that fails names its cause and its remedy", () => {
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
      expect(result.summary).toContain(one.remedy);
      expect(result.annotations.map(({ message }) => message).join("\n")).toContain(one.remedy);
    },
    TIMEOUT_MS,
  );
});

test(
  "the report says which revision still serves, and the commit has failed",
  async () => {
    const [lane] = lanes;
    const [first] = lane?.cases ?? [];
    if (lane === undefined || first === undefined) throw new Error("There is no case.");
    const { result } = await outcomeOf(first);
    const { github, repository, commit } = lane.team();
    const revision = servingRevisions.get(lane);
    expect(JSON.parse(result.outputs["serving"] ?? "")).toEqual({
      ...{ revision, commit: commit("good"), tasks: 1, served: true },
    });
    expect(result.summary).toMatch(
      new RegExp(`Runs now:\\*\\* revision \`${revision}\` of commit \`.*\`: 1 task RUNNING`),
    );
    expect(github.statuses(repository, commit(first.cause)).at(-1)?.state).toBe("failure");
  },
  TIMEOUT_MS,
);

test(
  "a worker that ECS calls healthy but that never registers fails, and the report says so",
  async () => {
    const unreachable = lanes
      .flatMap(({ cases }) => cases)
      .find(({ cause }) => cause === "prefect-unreachable");
    if (unreachable === undefined) throw new Error("There is no such case.");
    const { result, service } = await outcomeOf(unreachable);
    expect(result.summary).toContain("yet its worker is not registered");
    expect(service?.deployments?.[0]).toMatchObject({ rolloutState: "COMPLETED", runningCount: 1 });
  },
  TIMEOUT_MS,
);

async function outcomeOf(one: Case): Promise<Told> {
  const outcome = await told.get(one);
  if (outcome === undefined) throw new Error("The case was not run.");
  return outcome;
}
