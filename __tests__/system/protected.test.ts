import { expect, test } from "@jest/globals";
import { readFileSync } from "node:fs";
import { prefectCall, type Template, templateOf, workPoolsOf } from "./support/cloud.ts";
import { inventory } from "./support/inventory.ts";
import { createTeam, prefectServers } from "./support/team.ts";

const { apiUrl } = prefectServers.open;
const team = createTeam();

/** As Prefect's collection registry hands it out, of prefect-aws 0.4.14 and an image that a person chose. */
const THEIRS = theirTemplate("../prefect/__fixtures__/templates/public.json");

test("a work pool of others that names no secret is refused: flow-run tasks would show the credential", async () => {
  const { configure, yaml, run, events, project } = team();
  await prefectCall(apiUrl, "POST", "/work_pools/", {
    name: `${project}-production`,
    type: "ecs",
    base_job_template: THEIRS,
  });
  configure(yaml({ environments: "{ production: { branches: [release], protected: true } }" }));
  const before = await inventory(team());
  const { exitCode, outputs, annotations } = await run(events.pushed("release", "r1"));
  expect([exitCode, outputs["failure-reason"]]).toEqual([1, "credential-exposed"]);
  expect(annotations.at(-1)?.message).toContain("Set work_pool.manage to wire to have it set");
  expect(await inventory(team())).toEqual(before);
  expect(await templateNow()).toEqual(THEIRS);
});

test("with work_pool.manage it is wired: what it lacks is added, and what a person set stays", async () => {
  const { configure, yaml, run, events, project } = team();
  configure(
    yaml({
      work_pool: `{ name: "${project}-production", manage: wire }`,
      flow_runs: "{ image: 'acme/flows:1' }",
      environments: "{ production: { branches: [release], protected: true } }",
    }),
  );
  const { exitCode, summary } = await run(events.pushed("release", "r2"));
  expect(exitCode).toBe(0);
  expect(summary).toContain("added is `prefect_api_key_secret_arn`");
  const { job_configuration: configuration, variables } = await templateNow();
  expect(configuration).toMatchObject({ prefect_api_key_secret_arn: "{{ prefect_api_key_secret_arn }}" });
  expect(variables.properties).toMatchObject({
    image: { default: "acme/theirs:1" },
    prefect_api_key_secret_arn: { default: expect.stringMatching(/^arn:aws:secretsmanager:/) as unknown },
  });
});

test("without it again, the work pool is used as it is, and the report says what it lacks", async () => {
  const { configure, yaml, run, events } = team();
  const before = await templateNow();
  configure(
    yaml({
      flow_runs: "{ cpu: 1024, memory: 2048 }",
      environments: "{ production: { branches: [release], protected: true } }",
    }),
  );
  const { exitCode, outputs, summary } = await run(events.pushed("release", "r3"));
  expect([exitCode, outputs["verified"], outputs["job-variables"]]).toEqual([0, "true", "[]"]);
  expect(summary).toContain("This environment did not make the work pool, and so leaves its template alone.");
  expect(summary).toContain("+ cpu = ");
  expect(await templateNow()).toEqual(before);
});

test("deleting the branch of a protected environment destroys nothing, and says why", async () => {
  const { run, events } = team();
  const before = await inventory(team());
  const deleted = await run(events.deleted("release"));
  expect(deleted.exitCode).toBe(0);
  expect(deleted.annotations.at(-1)?.message).toBe(
    "production stays: it is protected, and no event destroys a protected environment.",
  );
  expect(await inventory(team())).toEqual(before);
});

test("destroyed by name, it leaves a work pool that it did not make, without our defaults", async () => {
  const { run, events, project } = team();
  const { exitCode } = await run(events.pushed("release", "r2"), {
    inputs: { command: "destroy", environment: "production" },
  });
  expect(exitCode).toBe(0);
  expect(await workPoolsOf({ apiUrl }, team())).toEqual([`${project}-production`]);
  const { properties } = (await templateNow()).variables;
  expect(properties).toMatchObject({
    image: { default: "acme/theirs:1" },
    prefect_api_key_secret_arn: { default: null },
  });
  expect(properties["cluster"]?.default ?? null).toBeNull();
});

function templateNow(): Promise<Template> {
  return templateOf(apiUrl, `${team().project}-production`);
}

function theirTemplate(path: string): Template {
  const text = readFileSync(new URL(path, import.meta.url), "utf8");
  const { template } = JSON.parse(text) as { template: Template };
  const { variables } = template;
  const image = { ...variables.properties["image"], default: "acme/theirs:1" };
  return { ...template, variables: { ...variables, properties: { ...variables.properties, image } } };
}
