import { ECSClient } from "@aws-sdk/client-ecs";
import { expect, test } from "@jest/globals";
import type { BaseJobTemplate } from "../../../src/prefect/base-job-template.ts";
import { removeTaskDefinition } from "../../../src/proof/smoke/task-definition.ts";

const ARN = "arn:aws:ecs:eu-west-1:111122223333:task-definition/etl-flow-run:3";

function template(
  defaults: Readonly<Record<string, unknown>>,
  job: Readonly<Record<string, unknown>> = {},
): BaseJobTemplate {
  const properties = Object.entries(defaults).map(([name, value]) => [
    name,
    value === undefined ? { type: "string" } : { type: "string", default: value },
  ]);
  return { job_configuration: job, variables: { properties: Object.fromEntries(properties) as unknown } };
}

/** Names of the calls that ECS gets for a pool with this template, none of which leaves the process. */
async function callsFor(pool: BaseJobTemplate): Promise<string[]> {
  const calls: string[] = [];
  const ecs = new ECSClient({ region: "eu-west-1" });
  ecs.middlewareStack.add(
    (_, { commandName = "" }) =>
      () => {
        calls.push(commandName);
        return Promise.resolve({ output: { $metadata: {} }, response: {} });
      },
    { step: "initialize" },
  );
  await removeTaskDefinition(ecs, ARN, pool);
  return calls;
}

test.each([
  ["that does not share revisions", template({ match_latest_revision_in_family: false })],
  ["of a prefect-aws that cannot share them", template({ family: undefined })],
])("removes the task definition in a pool %s", async (_, pool) => {
  expect(await callsFor(pool)).toEqual(["DeregisterTaskDefinitionCommand", "DeleteTaskDefinitionsCommand"]);
});

test.each([
  ["may start from it", template({ match_latest_revision_in_family: true })],
  [
    "may start from it, as a literal says",
    template(
      { match_latest_revision_in_family: false },
      {
        match_latest_revision_in_family: true,
      },
    ),
  ],
  ["start from one that was there", template({ task_definition_arn: ARN })],
])("leaves the task definition where other runs %s", async (_, pool) => {
  expect(await callsFor(pool)).toEqual([]);
});
