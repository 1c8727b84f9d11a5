import {
  DeleteTaskDefinitionsCommand,
  DeregisterTaskDefinitionCommand,
  type ECSClient,
} from "@aws-sdk/client-ecs";
import { z } from "zod";
import type { BaseJobTemplate } from "../../prefect/base-job-template.ts";

/**
 * Removes the task definition that the worker registered for the smoke run, if nobody else can use it. In a pool
 * where runs take the newest revision of the family, any run may be about to start from it: there it stays.
 * @returns what became of it, as a sentence
 */
export async function removeTaskDefinition(
  ecs: ECSClient,
  arn: string,
  template: BaseJobTemplate,
): Promise<string> {
  const name = arn.split("/").at(-1) ?? arn;
  const { variables, job_configuration: job } = templateSchema.parse(template);
  const isShared = variables.properties["match_latest_revision_in_family"]?.default ?? false;
  // Either names one that was there before, and a literal in the configuration hides the variable.
  const isGiven = (variables.properties["task_definition_arn"]?.default ?? null) !== null;
  const isLiteral = job["match_latest_revision_in_family"] === true;
  if (isShared !== false || isGiven || isLiteral)
    return `Its task definition ${name} stays, as other runs of the pool start from it.`;
  await ecs.send(new DeregisterTaskDefinitionCommand({ taskDefinition: arn }));
  await ecs.send(new DeleteTaskDefinitionsCommand({ taskDefinitions: [arn] }));
  return `Its task definition ${name} is removed.`;
}

const templateSchema = z.looseObject({
  job_configuration: z.record(z.string(), z.unknown()).default({}),
  variables: z
    .looseObject({
      properties: z.record(z.string(), z.looseObject({ default: z.unknown().optional() })).default({}),
    })
    .default({ properties: {} }),
});
