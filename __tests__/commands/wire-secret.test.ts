import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { wireSecret } from "../../src/commands/wire-secret.ts";
import type { PoolToWire } from "../../src/commands/wire-work-pool.ts";
import { environmentByName } from "../../src/config/environments.ts";
import { parseWorkerFile } from "../../src/config/worker-file.ts";
import type { LastTime } from "../../src/prefect/base-job-template.ts";
import type { TerraformEvent } from "../../src/terraform/events.ts";
import { type PlayedPrefect, playPrefect } from "../prefect/played.ts";

const ARN = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:etl-production-prefect-AbCdEf";
const SECRET = "aws_secretsmanager_secret.prefect_credential";
const VALUE = "aws_secretsmanager_secret_version.prefect_credential";
const READING = "aws_iam_role_policy.flow_run_execution";
const environment = environmentByName(
  parseWorkerFile(
    `
name: etl
work_pool: { name: etl, manage: wire }
network: { subnet_ids: [subnet-0a] }
environments: { production: { branches: [main] } }
`,
    "f.yml",
  ),
  "production",
  "main",
);

type Template = ReturnType<typeof templateOf>;
const templateOf = (defaults: Readonly<Record<string, unknown>>) => ({
  job_configuration: Object.fromEntries(Object.keys(defaults).map((name) => [name, `{{ ${name} }}`])),
  variables: {
    properties: Object.fromEntries(
      Object.entries(defaults).map(([name, value]) => [name, { default: value }]),
    ),
  },
});
const BARE = { prefect_api_key_secret_arn: null, execution_role_arn: null, vpc_id: "theirs" };

let prefect: PlayedPrefect;
let stored: Template;
let remembered: LastTime[];
beforeEach(async () => {
  stored = templateOf(BARE);
  remembered = [];
  prefect = await playPrefect((call, body) => {
    if (call === "PATCH /work_pools/etl") {
      stored = (body as { base_job_template: Template }).base_job_template;
      return [204];
    }
    const pool = { id: "p", name: "etl", type: "ecs", is_paused: false, base_job_template: stored };
    return call === "GET /work_pools/etl" ? [200, pool] : undefined;
  });
});
afterEach(async () => {
  await prefect.stop();
});

const made = (address: string, id = "-"): TerraformEvent => ({
  ...{ type: "apply_complete", address, action: "create", elapsedSeconds: 1, id },
});

function defaults(): Readonly<Record<string, unknown>> {
  const { properties } = stored.variables;
  return Object.fromEntries(Object.entries(properties).map(([name, property]) => [name, property.default]));
}

async function wiring(
  outputs: Readonly<Record<string, unknown>>,
  changed: readonly string[],
  pool: Partial<PoolToWire> = {},
  action: "create" | "delete" = "create",
) {
  const plan = {
    outputs,
    changes: changed.map((address) => ({ address, type: "", action, attributes: [] })),
  };
  return await wireSecret(
    { prefect: prefect.client, credential: "api-key" },
    environment,
    { account: "111122223333" },
    plan,
    {
      ...{ template: templateOf(BARE), isMade: false, isWired: true, wired: { changes: [], completed: [] } },
      lastTime: { set: { vpc_id: "vpc-0a" }, kept: ["cluster"] },
      ...pool,
    },
    (lastTime) => {
      remembered.push(lastTime);
      return Promise.resolve();
    },
  );
}

describe("the secret is named in the pool", () => {
  const ROLE = "arn:aws:iam::111122223333:role/etl-production-flow-run-exec";

  test("before anything is applied, where it is there already", async () => {
    await wiring({ secret_arn: ARN, execution_role_arn: ROLE }, ["aws_ecs_service.worker"]);
    expect(defaults()).toEqual({ ...BARE, prefect_api_key_secret_arn: ARN, execution_role_arn: ROLE });
  });

  test("as soon as it, its value and the right to read it are made, and not sooner", async () => {
    const { hear, finished } = await wiring({}, [SECRET, VALUE, READING]);
    hear(made(READING));
    hear(made(SECRET, ARN));
    hear({ type: "apply_start", address: VALUE, action: "create" });
    await finished();
    expect(defaults()).toEqual(BARE);

    hear(made(VALUE));
    const pool = await finished();
    expect(defaults()).toEqual({ ...BARE, prefect_api_key_secret_arn: ARN, execution_role_arn: ROLE });
    const set = { vpc_id: "vpc-0a", prefect_api_key_secret_arn: ARN, execution_role_arn: ROLE };
    // What the proof will settle is remembered as it was.
    expect(pool.lastTime).toMatchObject({ set, kept: ["cluster"] });
    expect(remembered).toMatchObject([{ set, kept: ["cluster"] }]);
    expect(pool.wired.changes.map(({ variable }) => variable)).toEqual([
      "execution_role_arn",
      "prefect_api_key_secret_arn",
    ]);
  });

  test("at once, where a secret that we made goes for one that is given", async () => {
    await wiring({ secret_arn: "given", execution_role_arn: ROLE }, [SECRET, VALUE], {}, "delete");
    expect(defaults()).toMatchObject({ prefect_api_key_secret_arn: "given" });
  });

  test("not when its former self is taken away, but when it is made anew", async () => {
    const { hear, finished } = await wiring({ secret_arn: ARN }, [SECRET]);
    hear({ type: "apply_complete", address: SECRET, action: "delete", elapsedSeconds: 1 });
    await finished();
    expect(prefect.changes()).toEqual([]);
    hear(made(SECRET, "anew"));
    await finished();
    expect(defaults()).toMatchObject({ prefect_api_key_secret_arn: "anew" });
  });
});

describe("nothing is changed", () => {
  test.each<[string, Partial<PoolToWire>]>([
    ["in a pool that is not wired", { isWired: false }],
    ["in a pool that is not there yet", { template: undefined }],
    ["in a pool that no worker has met yet", { template: {} }],
    [
      "where a person named a secret and a role",
      { template: templateOf({ prefect_api_key_secret_arn: "theirs", execution_role_arn: "theirs" }) },
    ],
  ])("%s", async (_, pool) => {
    await (await wiring({ secret_arn: ARN }, [], pool)).finished();
    expect(prefect.changes()).toEqual([]);
  });
});

test("a pool that may not be written fails the run, once that is asked for", async () => {
  stored = templateOf({ vpc_id: null });
  await prefect.stop();
  prefect = await playPrefect(() => [403, { detail: "no" }]);
  const { hear, finished } = await wiring({}, [SECRET]);
  hear(made(SECRET, ARN));
  await expect(finished()).rejects.toThrow("403");
});
