import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { json } from "node:stream/consumers";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { z } from "zod";
import { ensurePython } from "../../local/local-cloud.ts";
import { jobVariables } from "../../src/commands/job-variables.ts";
import { environmentByName } from "../../src/config/environments.ts";
import { parseWorkerFile } from "../../src/config/worker-file.ts";
import { mergeDefaults, withoutDefaults, type MergedTemplate } from "../../src/prefect/base-job-template.ts";
import { PrefectClient } from "../../src/prefect/client.ts";
import {
  createWorkPool,
  deleteWorkPool,
  readWorkPool,
  updateBaseJobTemplate,
} from "../../src/prefect/work-pool.ts";
import { prefectServers } from "./support/team.ts";

const { apiUrl } = prefectServers.open;
const CREDENTIALS = { "api-key": "PREFECT_API_KEY", "auth-string": "PREFECT_API_AUTH_STRING" } as const;
type Credential = keyof typeof CREDENTIALS;

const OUTPUTS = {
  cluster_arn: "arn:aws:ecs:eu-west-1:111122223333:cluster/etl-production",
  vpc_id: "vpc-0a",
  subnet_ids: ["subnet-0a"],
  security_group_ids: ["sg-0a"],
  flow_run_execution_role_arn: "arn:aws:iam::111122223333:role/etl-production-flow-run-exec",
  flow_run_role_arn: "arn:aws:iam::111122223333:role/etl-production-flow-run",
  log_group: "/prefect-ecs-worker/etl-production",
  secret_arn: "arn:aws:secretsmanager:eu-west-1:111122223333:secret:etl-production-prefect-AbCdEf",
};

/** Of old versions of prefect-aws, of the one in use, and the stale one of Prefect's collection registry. */
const CASES = ["0.4.1", "public", "0.5.0", "0.6.0", "0.7.12"].flatMap((version) =>
  (["api-key", "auth-string"] as const).map((credential): [string, Credential] => [version, credential]),
);

const merged = new Map<string, MergedTemplate>();
const rendered = new Map<string, Rendered>();

beforeAll(async () => {
  for (const [version, credential] of CASES) {
    const merge = mergeDefaults(recorded(version), variables(credential), { set: {}, kept: [] });
    merged.set(`${version} ${credential}`, merge);
  }
  const templates: object[] = [];
  // One after the other: SQLite takes one writer at a time.
  for (const [name, { template }] of merged) {
    const credential = name.endsWith("api-key") ? "api-key" : "auth-string";
    templates.push({ template: await accepted(name, template), variable: CREDENTIALS[credential] });
  }
  const unsafe = mergeDefaults(recorded("0.7.12"), variables("none"), { set: {}, kept: [] });
  templates.push({ template: unsafe.template, variable: CREDENTIALS["api-key"] });
  const answers = await render(templates);
  for (const [index, name] of [...merged.keys(), "unsafe"].entries()) {
    const answer = answers[index];
    if (answer !== undefined) rendered.set(name, answer);
  }
});

describe("a flow run from a template of prefect-aws, with the worker's credential", () => {
  test.each(CASES)("%s, %s: is the task that the environment wants", (version, credential) => {
    const { definition, request } = rendered.get(`${version} ${credential}`) ?? {};
    expect(definition).toMatchObject({
      family: "etl-production-flow-run",
      executionRoleArn: OUTPUTS.flow_run_execution_role_arn,
      cpu: "512",
      containerDefinitions: [
        {
          image: "acme/flows:1",
          logConfiguration: {
            options: { "awslogs-group": OUTPUTS.log_group, "awslogs-create-group": "false" },
          },
          secrets: [{ name: CREDENTIALS[credential], valueFrom: OUTPUTS.secret_arn }],
        },
      ],
    });
    expect(request).toMatchObject({
      cluster: OUTPUTS.cluster_arn,
      networkConfiguration: {
        awsvpcConfiguration: {
          subnets: ["subnet-0a"],
          securityGroups: ["sg-0a"],
          assignPublicIp: "DISABLED",
        },
      },
      capacityProviderStrategy: [{ capacityProvider: "FARGATE_SPOT" }, { capacityProvider: "FARGATE" }],
      overrides: { taskRoleArn: OUTPUTS.flow_run_role_arn },
    });
  });

  test.each(CASES)("%s, %s: shows no credential", (version, credential) => {
    const task = JSON.stringify(rendered.get(`${version} ${credential}`)?.request);
    expect(task).toContain("PREFECT__FLOW_RUN_ID");
    expect(task).not.toMatch(/canary|PREFECT_API_KEY|PREFECT_API_AUTH_STRING/);
  });
});

test("a template without the secret's ARN would show the credential", () => {
  expect(JSON.stringify(rendered.get("unsafe")?.request)).toContain("canary");
});

test.each(["0.6.0", "0.7.12"])(
  "a template of prefect-aws %s is as before without our defaults",
  (version) => {
    const { template, lastTime } = merged.get(`${version} api-key`) ?? {};
    expect(withoutDefaults(template ?? {}, lastTime ?? { set: {}, kept: [] })).toEqual(recorded(version));
  },
);

test.each<[version: string, completed: readonly string[]]>([
  [
    "0.4.1",
    [
      "capacity_provider_strategy",
      "cloudwatch_logs_prefix",
      "match_latest_revision_in_family",
      "prefect_api_key_secret_arn",
    ],
  ],
  ["public", ["prefect_api_key_secret_arn"]],
  ["0.5.0", ["prefect_api_key_secret_arn"]],
  ["0.6.0", []],
  ["0.7.12", []],
])("a template of prefect-aws %s lacks %j", (version, completed) => {
  expect(merged.get(`${version} api-key`)?.completed).toEqual(completed);
});

const fixture = z.object({ source: z.string(), template: z.record(z.string(), z.unknown()) });

function recorded(version: string) {
  const path = join(import.meta.dirname, "../prefect/__fixtures__/templates", `${version}.json`);
  return fixture.parse(JSON.parse(readFileSync(path, "utf8"))).template;
}

function variables(credential: Credential | "none") {
  const file = `
name: etl
work_pool: { name: etl }
network: { subnet_ids: [subnet-0a] }
flow_runs: { image: "acme/flows:1", cpu: 0.5 vCPU, memory: 1 GB, capacity: mixed }
environments: { production: { branches: [main] } }
`;
  const environment = environmentByName(parseWorkerFile(file, "f.yml"), "production", "main");
  return jobVariables(environment, OUTPUTS, credential);
}

const prefect = new PrefectClient({
  apiUrl,
  credential: { kind: "none" },
  sleep: (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000)),
  random: Math.random,
});

/** The template as Prefect's server gives it out after it has judged and stored it. */
async function accepted(name: string, template: Readonly<Record<string, unknown>>) {
  const pool = `t${randomBytes(4).toString("hex")}-${name.replaceAll(/[ .]/g, "-")}`;
  await createWorkPool(prefect, pool, "A test of prefect-ecs-worker");
  await updateBaseJobTemplate(prefect, pool, template);
  const stored = await readWorkPool(prefect, pool);
  await deleteWorkPool(prefect, pool);
  expect(stored?.base_job_template).toEqual(template);
  return stored?.base_job_template;
}

const rendering = z.array(
  z.object({ definition: z.record(z.string(), z.unknown()), request: z.record(z.string(), z.unknown()) }),
);
type Rendered = z.output<typeof rendering>[number];

/** What the worker of the prefect-aws at hand makes of each. */
async function render(templates: readonly object[]): Promise<Rendered[]> {
  const home = mkdtempSync(join(tmpdir(), "prefect-"));
  const script = join(import.meta.dirname, "support/render-template.py");
  const python = spawn(await ensurePython(), [script], {
    env: { PREFECT_API_URL: apiUrl, PREFECT_HOME: home },
    stdio: ["pipe", "pipe", "inherit"],
  });
  python.stdin.end(JSON.stringify(templates));
  try {
    return rendering.parse(await json(python.stdout));
  } finally {
    rmSync(home, { recursive: true });
  }
}
