import { createHash } from "node:crypto";
import {
  ECSClient,
  RegisterTaskDefinitionCommand,
  type TaskDefinition,
  UpdateServiceCommand,
} from "@aws-sdk/client-ecs";
import { environmentStore } from "./environment-store.ts";
import type { Team } from "./team.ts";

/**
 * Deploys another revision of a worker, with these environment variables besides, and leaves what an apply leaves
 * that is cut off right behind its service: ECS has the revision, and the record names it. That takes a second;
 * Terraform takes twenty to come as far.
 */
export async function deployRevision(
  team: Team,
  { family, volumes, containerDefinitions, ...good }: TaskDefinition,
  name: string,
  variables: Readonly<Record<string, string>>,
): Promise<void> {
  const cluster = `${team.project}-production`;
  const revision = createHash("sha256").update(name).digest("hex").slice(0, 8);
  const ecs = new ECSClient(team.awsOptions);
  const { taskDefinition } = await ecs.send(
    new RegisterTaskDefinitionCommand({
      ...{ family, volumes },
      containerDefinitions: containerDefinitions?.map((container) => ({
        ...container,
        environment: withVariables(container.environment, {
          ...variables,
          PREFECT_ECS_WORKER_NAME: `${cluster}-${revision}`,
        }),
      })),
      taskRoleArn: good.taskRoleArn,
      executionRoleArn: good.executionRoleArn,
      networkMode: good.networkMode,
      requiresCompatibilities: good.requiresCompatibilities,
      runtimePlatform: good.runtimePlatform,
      cpu: good.cpu,
      memory: good.memory,
    }),
  );
  await ecs.send(
    new UpdateServiceCommand({
      cluster,
      service: `${cluster}-worker`,
      taskDefinition: taskDefinition?.taskDefinitionArn,
    }),
  );
  await recordRevision(team, revision);
}

function withVariables(
  given: readonly { name?: string | undefined; value?: string | undefined }[] = [],
  variables: Readonly<Record<string, string>>,
) {
  const kept = given.filter(({ name = "" }) => !(name in variables));
  return [...kept, ...Object.entries(variables).map(([name, value]) => ({ name, value }))];
}

async function recordRevision(team: Team, revision: string): Promise<void> {
  const { repository, project } = team;
  const store = environmentStore(team);
  const record = await store.read({ repository, name: project, environment: "production" });
  if (record === undefined) throw new Error("Nothing was deployed yet.");
  await store.write({ ...record, revision, status: "applying" });
}
