import {
  DescribeCapacityProvidersCommand,
  ECSClient,
  ListClustersCommand,
  ListServicesCommand,
  ListTaskDefinitionsCommand,
} from "@aws-sdk/client-ecs";
import type { AwsOptions } from "../../../../local/world.ts";
import type { Kind } from "./kind.ts";

export const ECS_KINDS = {
  aws_ecs_cluster: clusterArns,
  /** Those of clusters that others keep, too. */
  aws_ecs_service: async (aws) => {
    const ecs = new ECSClient(aws);
    const lists = (await clusterArns(aws)).map((cluster) => ecs.send(new ListServicesCommand({ cluster })));
    return (await Promise.all(lists)).flatMap(({ serviceArns = [] }) => serviceArns);
  },
  aws_ecs_task_definition: async (aws) => {
    const statuses = ["ACTIVE", "INACTIVE"] as const;
    const lists = statuses.map((status) =>
      new ECSClient(aws).send(new ListTaskDefinitionsCommand({ status })),
    );
    return (await Promise.all(lists)).flatMap(({ taskDefinitionArns = [] }) => taskDefinitionArns);
  },
  aws_ecs_capacity_provider: async (aws) => {
    const { capacityProviders } = await new ECSClient(aws).send(new DescribeCapacityProvidersCommand({}));
    return capacityProviders?.filter(({ status }) => status === "ACTIVE").map(({ name }) => name);
  },
} satisfies Readonly<Record<string, Kind>>;

async function clusterArns(aws: AwsOptions): Promise<string[]> {
  const { clusterArns: arns = [] } = await new ECSClient(aws).send(new ListClustersCommand({}));
  return arns;
}
