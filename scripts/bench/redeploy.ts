import { ECSClient, UpdateServiceCommand } from "@aws-sdk/client-ecs";
import { commitSha, pushEvent } from "../../local/github/events.ts";
import { configuration } from "./configuration.ts";
import { heartbeatsSince, verdictMs } from "./heartbeats.ts";
import type { Stage, Team } from "./stage.ts";

/**
 * Starts the workers of a deployed team anew, as often as is told, and proves them each time.
 * @returns seconds from a worker's first heartbeat to the verdict, one for each time
 */
export async function measureRedeploys(stage: Stage, team: Team, times: number): Promise<number[]> {
  const { cluster, service } = team;
  const { repository, awsOptions, subnetIds } = team.world;
  // What a flow run takes is measured elsewhere.
  team.world.configure(configuration(team.project, subnetIds, { sections: ["proof: { smoke: false }"] }));
  const ecs = new ECSClient(awsOptions);
  const values: number[] = [];
  for (let index = 0; index < times; index += 1) {
    const startedMs = Date.now();
    await ecs.send(new UpdateServiceCommand({ cluster, service, forceNewDeployment: true }));
    const run = await team.run(
      pushEvent({ repository, ref: "refs/heads/main", sha: commitSha(`${team.project} main`) }),
      { command: "verify" },
    );
    const [first = NaN] = await heartbeatsSince(stage, cluster, startedMs);
    values.push((verdictMs(run) - first) / 1000);
  }
  return values;
}
