import { ECSClient } from "@aws-sdk/client-ecs";
import { commitSha, pushEvent } from "../../local/github/events.ts";
import { endedByItself, observeService } from "../../src/aws/ecs-service.ts";
import { configuration } from "./configuration.ts";
import { FAILED } from "./heartbeats.ts";
import type { Stage, Team } from "./stage.ts";

/** Why no task of a deployment can start, each in AWS's words as the local cloud plays them. */
const FAULTS = [
  "image-rate-limited",
  "image-architecture",
  "registry-unreachable",
  "secret-access-denied",
  "logs-unreachable",
  "subnet-full",
] as const;

/** After as many tasks that did not start, ECS's circuit breaker gives a small service's deployment up. */
const BREAKER_THRESHOLD = 3;

/**
 * Deploys what cannot start over a team's environment that works, once for each fault.
 * @returns seconds from certain failure to the verdict: from when ECS had given the deployment up, or Terraform had
 * made it, if that was later. ECS tells the ends of tasks in whole seconds, so up to one too many
 */
export async function measureFailures(
  stage: Stage,
  { world, project, runToFailure }: Team,
): Promise<number[]> {
  const { repository, awsOptions, subnetIds } = world;
  const cluster = `${project}-production`;
  const ecs = new ECSClient(awsOptions);
  const values: number[] = [];
  for (const fault of FAULTS) {
    world.configure(configuration(project, subnetIds, `{ LOCAL_CLOUD_FAULT: ${fault} }`));
    const run = await runToFailure(
      pushEvent({ repository, ref: "refs/heads/main", sha: commitSha(`${project} ${fault}`) }),
    );
    const deployedMs = stage.terraform.resourceTimes().get("aws_ecs_service.worker")?.completedMs;
    const verdict = run.lines.find(({ text }) => text.startsWith(FAILED));
    const givenUpMs = await breakerMs(ecs, cluster);
    if (deployedMs === undefined || verdict === undefined || givenUpMs === undefined) {
      throw new Error(`The deployment with ${fault} was not judged. Its log:\n${run.result.log}`);
    }
    values.push((verdict.atMs - Math.max(deployedMs, givenUpMs)) / 1000);
  }
  return values;
}

/** When enough of the newest revision's tasks had ended, in milliseconds since 1970. */
async function breakerMs(ecs: ECSClient, cluster: string): Promise<number | undefined> {
  const { tasks = [] } = (await observeService(ecs, cluster, `${cluster}-worker`)) ?? {};
  const ended = tasks
    .filter(endedByItself)
    .toSorted((a, b) => (a.stoppedAt?.getTime() ?? 0) - (b.stoppedAt?.getTime() ?? 0));
  const newest = ended.at(-1)?.taskDefinitionArn;
  const ofNewest = ended.filter(({ taskDefinitionArn }) => taskDefinitionArn === newest);
  return ofNewest[BREAKER_THRESHOLD - 1]?.stoppedAt?.getTime();
}
