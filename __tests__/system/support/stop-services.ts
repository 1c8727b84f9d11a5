import {
  ECSClient,
  ListClustersCommand,
  ListServicesCommand,
  UpdateServiceCommand,
} from "@aws-sdk/client-ecs";
import type { World } from "../../../local/world.ts";

/** Ends the workers of a team whose tests are over: one that polls, or crashes for ever, slows all others down. */
export async function stopServices({ awsOptions }: Pick<World, "awsOptions">): Promise<void> {
  const ecs = new ECSClient(awsOptions);
  const { clusterArns = [] } = await ecs.send(new ListClustersCommand({}));
  await Promise.all(
    clusterArns.map(async (cluster) => {
      const { serviceArns = [] } = await ecs.send(new ListServicesCommand({ cluster }));
      await Promise.all(
        serviceArns.map((service) =>
          ecs.send(new UpdateServiceCommand({ cluster, service, desiredCount: 0 })),
        ),
      );
    }),
  );
}
