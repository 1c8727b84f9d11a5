import { describe, expect, test } from "@jest/globals";
import type { WorkerStackConfig } from "../../stacks/config.ts";
import { type Json, Template } from "./assertions.ts";
import { CONTROLS } from "./controls/index.ts";
import { subjects } from "./subjects.ts";

/** Arguments to replace, by address; `undefined` takes a whole resource away. */
type Damage = Readonly<Record<string, Json | undefined>>;

const TASK = "aws_ecs_task_definition.worker";
const SERVICE = "aws_ecs_service.worker";
const QUEUE = "aws_sqs_queue.task_events";
const TEMPLATE = "aws_launch_template.worker";
const ALARM = "aws_cloudwatch_metric_alarm.worker_down";

/** What breaks each control, by its first id. */
const DAMAGE: Readonly<Record<string, Damage>> = {
  "ECS.2": { [SERVICE]: { network_configuration: { assign_public_ip: true } } },
  "ECS.3": { [TASK]: { pid_mode: "host" } },
  "ECS.4": container({ privileged: true }),
  "ECS.5": container({ readonlyRootFilesystem: false }),
  "ECS.8": container({ environment: [{ name: "PREFECT_API_KEY", value: "pnu_x" }] }),
  "ECS.9": container({}),
  "ECS.10": { [SERVICE]: { platform_version: "1.3.0" } },
  "ECS.12": { "aws_ecs_cluster.worker": { setting: [] } },
  "ECS.13": { [SERVICE]: { propagate_tags: "NONE" } },
  "ECS.17": { [TASK]: { network_mode: "host" } },
  "ECS.18": { [TASK]: { volume: [{ name: "data", efs_volume_configuration: {} }] } },
  "ECS.20": container({ user: "0:0" }),
  "CWE-250": container({ linuxParameters: { capabilities: { add: ["SYS_PTRACE"], drop: ["ALL"] } } }),
  CKV_AWS_249: { [TASK]: { execution_role_arn: "arn:one", task_role_arn: "arn:one" } },
  CKV_AWS_223: { [SERVICE]: { enable_execute_command: true } },
  "ECS.19": {
    "aws_ecs_capacity_provider.worker": {
      auto_scaling_group_provider: { managed_termination_protection: "DISABLED" },
    },
  },
  CKV_AWS_274: {
    "aws_iam_role_policy_attachment.worker": { policy_arn: "arn:aws:iam::aws:policy/AdministratorAccess" },
  },
  "IAM.1": permission({ Action: ["ecs:*"], Resource: ["arn:aws:ecs:eu-west-1:111122223333:cluster/a"] }),
  CKV_AWS_287: permission({ Action: ["secretsmanager:GetSecretValue"], Resource: ["*"] }),
  CKV_AWS_286: permission({ Action: ["iam:PassRole"], Resource: ["*"] }),
  CKV_AWS_60: { "aws_iam_role.worker": { assume_role_policy: policy({ Principal: { AWS: "*" } }) } },
  "EC2.13": { "aws_vpc_security_group_ingress_rule.ssh": { cidr_ipv4: "0.0.0.0/0", from_port: 22 } },
  CKV_AWS_382: { "aws_vpc_security_group_egress_rule.https_ipv4": { ip_protocol: "-1" } },
  CKV_AWS_23: { "aws_security_group.worker": { description: "" } },
  CKV2_AWS_5: { [SERVICE]: { network_configuration: { security_groups: ["sg-0a"] } } },
  CKV2_AWS_19: { "aws_nat_gateway.zone_1": { allocation_id: "eipalloc-0a" } },
  "EC2.2": { "aws_default_security_group.closed": { ingress: [{ protocol: "-1" }] } },
  "EC2.6": { "aws_flow_log.vpc": undefined },
  "EC2.15": { "aws_subnet.private_1": { map_public_ip_on_launch: true } },
  "EC2.8": { [TEMPLATE]: { metadata_options: { http_tokens: "optional" } } },
  "EC2.9": { [TEMPLATE]: { network_interfaces: [{ associate_public_ip_address: "true" }] } },
  "EC2.3": { [TEMPLATE]: { block_device_mappings: [{ ebs: { encrypted: "false" } }] } },
  "AutoScaling.9": { "aws_autoscaling_group.worker": { launch_template: {} } },
  "SQS.1": { [QUEUE]: { kms_master_key_id: "alias/aws/sqs" } },
  "SQS.3": { [QUEUE]: { policy: policy({ Principal: "*", Action: ["sqs:SendMessage"] }) } },
  SQS4: { [QUEUE]: { policy: policy({ Principal: "*", Action: ["sqs:SendMessage"] }) } },
  SQS3: { "aws_sqs_queue_redrive_policy.task_events": undefined },
  EventBusDLQ: { "aws_cloudwatch_event_target.task_events": { dead_letter_config: null } },
  "SNS.4": { "aws_sns_topic_policy.alarms": { policy: policy({ Principal: "*", Action: ["sns:Publish"] }) } },
  SNS3: { "aws_sns_topic_policy.alarms": { policy: policy({ Principal: "*", Action: ["sns:Publish"] }) } },
  CKV_AWS_158: { "aws_cloudwatch_log_group.worker": { kms_key_id: null } },
  "KMS.4": { "aws_kms_key.deployment": { enable_key_rotation: false } },
  "KMS.5": {
    "aws_kms_key_policy.deployment": { policy: policy({ Principal: "*", Action: ["kms:Decrypt"] }) },
  },
  "CWE-312": {
    "aws_secretsmanager_secret_version.prefect_credential": { secret_string: "pnu_x", secret_string_wo: "" },
  },
  "CloudWatch.16": { "aws_cloudwatch_log_group.worker": { retention_in_days: 0 } },
  "CloudWatch.15": { [ALARM]: { actions_enabled: false } },
  "OPS08-BP04": { [ALARM]: { alarm_description: "Bad." } },
};

/** Whatever a control is about is in one of these. */
const BASES = subjects().filter(({ name }) =>
  ["no preset", "with a VPC and a key of its own", "on EC2 instances"].includes(name),
);

describe.each(CONTROLS.map(({ ids, examine }) => ({ id: ids[0] ?? "", examine })))(
  "$id",
  ({ id, examine }) => {
    test("notices when it is broken", () => {
      const examined = BASES.flatMap(({ config }) => examine(damaged(config, DAMAGE[id] ?? {})));
      expect(examined.map(({ holds }) => holds)).toContain(false);
    });
  },
);

test("each damage is of a control", () => {
  expect(Object.keys(DAMAGE).sort()).toEqual(CONTROLS.map(({ ids }) => ids[0]).sort());
});

/** The container of the worker with these arguments alone, which is right in nothing that they do not say. */
function container(settings: Json): Damage {
  return { [TASK]: { container_definitions: JSON.stringify([settings]) } };
}

function permission(statement: Json): Damage {
  return { "aws_iam_role_policy.worker": { policy: policy(statement) } };
}

function policy(statement: Json): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", ...statement }] });
}

function damaged(config: WorkerStackConfig, damage: Damage): Template {
  const stack = new Template(config);
  const resources = stack.root["resource"] as Record<string, Record<string, Json>>;
  for (const [address, settings] of Object.entries(damage)) {
    const [type = "", name = ""] = address.split(".");
    const { [name]: before, ...others } = resources[type] ?? {};
    // Only what is there breaks, or what is new in every stack.
    if (before === undefined && resources[type] !== undefined) continue;
    resources[type] = settings === undefined ? others : { ...others, [name]: { ...before, ...settings } };
  }
  return stack;
}
