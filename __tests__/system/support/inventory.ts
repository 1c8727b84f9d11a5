import { GetObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { z } from "zod";
import { jsonText } from "../../../src/json-text.ts";
import { stateObjects } from "./cloud.ts";
import { EC2_KINDS } from "./inventory/ec2.ts";
import { ECS_KINDS } from "./inventory/ecs.ts";
import { IDENTITY_KINDS } from "./inventory/identity.ts";
import type { Kind } from "./inventory/kind.ts";
import { SCALING_KINDS } from "./inventory/scaling.ts";
import { WATCHING_KINDS } from "./inventory/watching.ts";
import { stateBucket } from "./state-bucket.ts";
import type { Team } from "./team.ts";

/** By the type that Terraform gives it. */
const KINDS: Readonly<Record<string, Kind>> = {
  ...ECS_KINDS,
  ...EC2_KINDS,
  ...IDENTITY_KINDS,
  ...SCALING_KINDS,
  ...WATCHING_KINDS,
};

/** What AWS deletes with the resource that it is a part of, and does not list by itself. */
const PARTS = [
  "aws_appautoscaling_policy",
  "aws_appautoscaling_scheduled_action",
  "aws_cloudwatch_event_target",
  "aws_cloudwatch_log_metric_filter",
  "aws_default_security_group",
  "aws_ecs_cluster_capacity_providers",
  "aws_iam_role_policy",
  "aws_iam_role_policy_attachment",
  "aws_kms_key_policy",
  "aws_route",
  "aws_route_table_association",
  "aws_secretsmanager_secret_version",
  "aws_sns_topic_policy",
  "aws_sns_topic_subscription",
  "aws_sqs_queue_redrive_policy",
  "aws_vpc_security_group_egress_rule",
  "aws_vpc_security_group_ingress_rule",
];

/**
 * Everything in a team's account that its environments consist of, by kind; a kind of which nothing is there is
 * left out.
 */
export async function inventory({ awsOptions, project }: Team): Promise<Record<string, string[]>> {
  const lists = Object.entries(KINDS).map(async ([kind, list]): Promise<[string, string[]]> => {
    const names = (await list(awsOptions)) ?? [];
    return [kind, names.filter((name) => name !== undefined).filter((name) => name.includes(project))];
  });
  return Object.fromEntries((await Promise.all(lists)).filter(([, names]) => names.length > 0));
}

/** How many there are of each kind. */
export function counted(kinds: Readonly<Record<string, readonly string[]>>): Record<string, number> {
  return Object.fromEntries(Object.entries(kinds).map(([kind, names]) => [kind, names.length]));
}

/**
 * How many there are of each kind by Terraform's states, parts left out: what `inventory` must find. A type that
 * is neither listed nor a part stays in, so that the two differ until somebody says which it is.
 */
export async function statedCounts(team: Team): Promise<Record<string, number>> {
  const s3 = new S3Client({ ...team.awsOptions, forcePathStyle: true });
  const keys = (await stateObjects(team)).filter((key) => key.endsWith(".tfstate"));
  const types = await Promise.all(
    keys.map(async (Key) => {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: stateBucket(team), Key }));
      const { resources } = state.parse(await Body?.transformToString());
      return resources
        .filter(({ mode }) => mode === "managed")
        .flatMap(({ type, instances }) => instances.map(() => type));
    }),
  );
  const listed = types.flat().filter((type) => !PARTS.includes(type));
  const kinds = [...new Set(listed)];
  return Object.fromEntries(kinds.map((kind) => [kind, listed.filter((type) => type === kind).length]));
}

const state = jsonText.pipe(
  z.object({
    resources: z.array(
      z.object({ mode: z.enum(["managed", "data"]), type: z.string(), instances: z.array(z.unknown()) }),
    ),
  }),
);
