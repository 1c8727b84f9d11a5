import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import type { WorkerStackConfig } from "../../stacks/config.ts";
import {
  App,
  DefaultTokenResolver,
  StringConcat,
  TerraformElement,
  Tokenization,
} from "../../stacks/lib/cdktf.ts";
import { PrefectWorkerStack } from "../../stacks/prefect-worker-stack.ts";
import { Template, template } from "./assertions.ts";
import {
  alarmsConfig,
  autoscalingConfig,
  existingNetwork,
  EXISTING_SECRET_ARN,
  KEY_ARN,
  madeNetwork,
  NIGHT,
  stackConfig,
} from "./stack-config.ts";
import { options, presets } from "./subjects.ts";

/**
 * Terraform knows a resource by its address: whoever renames one here destroys it in every environment
 * that stands, and makes it anew.
 */
const ALWAYS = [
  "aws_cloudwatch_composite_alarm.worker",
  "aws_cloudwatch_event_rule.failed_deployment",
  "aws_cloudwatch_event_rule.impaired_service",
  "aws_cloudwatch_event_rule.stopped_task",
  "aws_cloudwatch_event_rule.task_events",
  "aws_cloudwatch_event_target.failed_deployment",
  "aws_cloudwatch_event_target.impaired_service",
  "aws_cloudwatch_event_target.stopped_task",
  "aws_cloudwatch_event_target.task_events",
  "aws_cloudwatch_log_group.worker",
  "aws_cloudwatch_log_metric_filter.worker_errors",
  "aws_cloudwatch_metric_alarm.events_dead_letter",
  "aws_cloudwatch_metric_alarm.events_stuck",
  "aws_cloudwatch_metric_alarm.events_undelivered",
  "aws_cloudwatch_metric_alarm.worker_cpu_high",
  "aws_cloudwatch_metric_alarm.worker_down",
  "aws_cloudwatch_metric_alarm.worker_log_errors",
  "aws_cloudwatch_metric_alarm.worker_memory_high",
  "aws_ecs_service.worker",
  "aws_ecs_task_definition.worker",
  "aws_iam_role.execution",
  "aws_iam_role.flow_run",
  "aws_iam_role.flow_run_execution",
  "aws_iam_role.worker",
  "aws_iam_role_policy.execution",
  "aws_iam_role_policy.flow_run_execution",
  "aws_iam_role_policy.worker",
  "aws_security_group.worker",
  "aws_sns_topic.alarms",
  "aws_sns_topic_policy.alarms",
  "aws_sqs_queue.task_events",
  "aws_sqs_queue.task_events_dead_letter",
  "aws_sqs_queue_redrive_policy.task_events",
  "aws_vpc_security_group_egress_rule.https_ipv4",
  "aws_vpc_security_group_egress_rule.https_ipv6",
  "data.aws_caller_identity.current",
  "data.aws_partition.current",
  "data.aws_subnet.first",
  "data.aws_subnet.subnet_0b",
];

const MADE_SECRET = [
  "aws_secretsmanager_secret.prefect_credential",
  "aws_secretsmanager_secret_version.prefect_credential",
];

const BARE: Partial<WorkerStackConfig> = {
  cluster: { kind: "existing", cluster: "shared" },
  prefect: { apiUrl: "https://prefect.example.com/api", credential: { kind: "none" } },
  alarms: alarmsConfig(),
};

const TWO_SUBNETS = { subnetIds: ["subnet-0a", "subnet-0b"] };

const CASES: readonly [string, Partial<WorkerStackConfig>, readonly string[]][] = [
  ["the least there can be", BARE, []],
  [
    "a cluster of our own",
    { ...BARE, cluster: { kind: "create", insights: "enhanced" } },
    [
      "aws_cloudwatch_metric_alarm.worker_unhealthy",
      "aws_ecs_cluster.worker",
      "aws_ecs_cluster_capacity_providers.worker",
    ],
  ],
  ["a secret of our own", { ...BARE, prefect: stackConfig().prefect }, MADE_SECRET],
  [
    "somebody else's secret",
    {
      ...BARE,
      prefect: {
        apiUrl: "https://prefect.example.com/api",
        credential: {
          kind: "existing-secret",
          variable: "PREFECT_API_KEY",
          secretArn: EXISTING_SECRET_ARN,
        },
      },
    },
    [],
  ],
  [
    "Prefect's API on a port of its own",
    { ...BARE, prefect: { apiUrl: "http://prefect.internal:4200/api", credential: { kind: "none" } } },
    [
      "aws_vpc_security_group_egress_rule.prefect_api_ipv4",
      "aws_vpc_security_group_egress_rule.prefect_api_ipv6",
    ],
  ],
  [
    "a key of our own",
    { ...BARE, encryption: { kind: "made-key", deletionWindowDays: 30 } },
    ["aws_kms_alias.deployment", "aws_kms_key.deployment", "aws_kms_key_policy.deployment"],
  ],
  ["somebody else's key", { ...BARE, encryption: { kind: "existing-key", keyArn: KEY_ARN } }, []],
  [
    "a dashboard",
    { ...BARE, alarms: alarmsConfig({ dashboard: true }) },
    ["aws_cloudwatch_dashboard.worker"],
  ],
  [
    "workers whose number follows their load and the time of day",
    { ...BARE, autoscaling: autoscalingConfig({ schedule: [NIGHT] }) },
    [
      "aws_appautoscaling_policy.backlog",
      "aws_appautoscaling_policy.cpu",
      "aws_appautoscaling_policy.oldest_event",
      "aws_appautoscaling_scheduled_action.schedule_1",
      "aws_appautoscaling_target.workers",
      "aws_cloudwatch_metric_alarm.events_waiting",
    ],
  ],
  [
    "security groups that somebody else keeps",
    { ...BARE, network: existingNetwork({ ...TWO_SUBNETS, securityGroupIds: ["sg-0a", "sg-0b"] }) },
    ["data.aws_security_group.sg_0a", "data.aws_security_group.sg_0b"],
  ],
  [
    "a way out to some addresses alone",
    {
      ...BARE,
      network: existingNetwork({
        ...TWO_SUBNETS,
        egressCidrs: ["0.0.0.0/0", "::/0", "10.0.0.0/8", "fd00::/8"],
      }),
    },
    [
      "aws_vpc_security_group_egress_rule.https_10_0_0_0_8",
      "aws_vpc_security_group_egress_rule.https_fd00___8",
    ],
  ],
  [
    "two e-mail addresses, alike but for a sign",
    { ...BARE, alarms: alarmsConfig({ email: ["on.call@example.com", "on-call@example.com"] }) },
    [
      "aws_sns_topic_subscription.on_call_example_com_8206",
      "aws_sns_topic_subscription.on_call_example_com_c636",
    ],
  ],
];

describe("the addresses of", () => {
  test.each(CASES)("%s", (_case, overrides, additional) => {
    expect(template(overrides).addresses).toEqual([...ALWAYS, ...additional].sort());
  });
});

/** What a VPC of the deployment's own consists of, besides all that is there in any case. */
const MADE_VPC = [
  "aws_default_security_group.closed",
  "aws_route_table.private_1",
  "aws_route_table.private_2",
  "aws_route_table_association.private_1",
  "aws_route_table_association.private_2",
  "aws_subnet.private_1",
  "aws_subnet.private_2",
  "aws_vpc.worker",
  "aws_vpc_endpoint.s3",
  "data.aws_availability_zones.available",
];
const NAT = [
  "aws_eip.nat_1",
  "aws_internet_gateway.public",
  "aws_nat_gateway.zone_1",
  "aws_route.internet",
  "aws_route.nat_1",
  "aws_route.nat_2",
  "aws_route_table.public",
  "aws_route_table_association.public_1",
  "aws_subnet.public_1",
];

describe("a made VPC has the addresses of", () => {
  test.each<[string, Parameters<typeof madeNetwork>[0], readonly string[]]>([
    ["no way out at all", { nat: "none", flowLogs: false }, []],
    ["one NAT gateway", { nat: "single", flowLogs: false }, NAT],
    [
      "one NAT gateway in each zone",
      { nat: "per-zone", flowLogs: false },
      [
        ...NAT,
        "aws_eip.nat_2",
        "aws_nat_gateway.zone_2",
        "aws_route_table_association.public_2",
        "aws_subnet.public_2",
      ],
    ],
    [
      "a third zone",
      { nat: "none", flowLogs: false, zones: 3 },
      ["aws_route_table.private_3", "aws_route_table_association.private_3", "aws_subnet.private_3"],
    ],
    [
      "flow logs",
      { nat: "none" },
      [
        "aws_cloudwatch_log_group.flow_logs",
        "aws_flow_log.vpc",
        "aws_iam_role.flow_logs",
        "aws_iam_role_policy.flow_logs",
      ],
    ],
    [
      "interface endpoints",
      { nat: "none", flowLogs: false, endpoints: ["ecr.api", "ecs-agent"] },
      [
        "aws_security_group.endpoints",
        "aws_vpc_endpoint.ecr_api",
        "aws_vpc_endpoint.ecs_agent",
        "aws_vpc_security_group_ingress_rule.endpoints_https",
      ],
    ],
  ])("%s", (_case, overrides, additional) => {
    const subnets = (address: string) => address.startsWith("data.aws_subnet.");
    expect(template({ ...BARE, network: madeNetwork(overrides) }).addresses).toEqual(
      [...ALWAYS.filter((address) => !subnets(address)), ...MADE_VPC, ...additional].sort(),
    );
  });
});

test("the addresses of each preset and each option are those of the golden file", () => {
  const text = [...presets(), ...options()]
    .map(({ name, config }) => `# ${name}\n${new Template(config).addresses.join("\n")}\n`)
    .join("\n");
  const golden = new URL("__fixtures__/addresses.txt", import.meta.url);
  if (process.env["UPDATE_GOLDEN"] === "1") writeFileSync(golden, text);
  expect(text).toBe(readFileSync(golden, "utf8"));
});

test("an element's id in the code is its Terraform address", () => {
  const outdir = mkdtempSync(join(tmpdir(), "stack-"));
  const stack = new PrefectWorkerStack(new App({ outdir }), "prefect-worker", stackConfig());
  rmSync(outdir, { recursive: true });
  const elements = stack.node
    .findAll()
    .filter((construct) => TerraformElement.isTerraformElement(construct))
    .filter((element) => element.node.id.includes("."));
  const resolver = new DefaultTokenResolver(new StringConcat());
  const address = (element: TerraformElement): unknown =>
    Tokenization.resolve(element.fqn, { scope: stack, preparing: false, resolver });
  expect(elements.length).toBeGreaterThan(ALWAYS.length);
  expect(elements.map(address)).toEqual(elements.map((element) => `\${${element.node.id}}`));
});
