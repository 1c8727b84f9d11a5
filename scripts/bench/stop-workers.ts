import {
  DeleteServiceCommand,
  ECSClient,
  ListTasksCommand,
  waitUntilTasksStopped,
} from "@aws-sdk/client-ecs";
import type { Team } from "./stage.ts";

/** Takes a team's workers away, so that what is measured next does not share the machine with them. */
export async function stopWorkers({ world, cluster, service }: Team): Promise<void> {
  const ecs = new ECSClient(world.awsOptions);
  const { taskArns: tasks = [] } = await ecs.send(new ListTasksCommand({ cluster }));
  await ecs.send(new DeleteServiceCommand({ cluster, service, force: true }));
  await waitUntilTasksStopped(
    { client: ecs, maxWaitTime: MOST_SECONDS, ...ONCE_A_SECOND },
    { cluster, tasks },
  );
}

/** ECS gives a container 30 s to end, and two minutes at most. */
const MOST_SECONDS = 150;
const ONCE_A_SECOND = { minDelay: 1, maxDelay: 1 };
