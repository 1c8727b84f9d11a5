import { describe, expect, test } from "@jest/globals";
import type { CapacityConfig, FlowRunCapacity, WorkerConfig } from "../../stacks/config.ts";
import { legible, template } from "./assertions.ts";
import { existingNetwork, stackConfig } from "./stack-config.ts";

const EC2: CapacityConfig = { kind: "ec2", instanceType: "m7i.large", min: 1, max: 4 };
const MIXED: CapacityConfig = { kind: "mixed", onDemandBase: 1, onDemandWeight: 1, spotWeight: 3 };
const SPOT_WARNING = "The worker may have nothing to run on: all of its tasks are on Fargate Spot";
const ASSOCIATION = "aws_ecs_cluster_capacity_providers.worker";
const EXISTING = { kind: "existing", cluster: "shared" } as const;

describe("on Fargate", () => {
  const stack = withCapacity({ kind: "fargate" });

  test("the service has a launch type, and waits for no capacity provider", () => {
    const service = stack.element("aws_ecs_service.worker");
    expect(service).toMatchObject({ launch_type: "FARGATE", platform_version: "LATEST" });
    expect(service).not.toHaveProperty("capacity_provider_strategy");
    expect(service["depends_on"]).not.toContain(ASSOCIATION);
    expect(stack.warnings).toEqual([]);
  });
});

describe("on Fargate Spot", () => {
  test.each<[string, CapacityConfig, unknown]>([
    ["alone", { kind: "fargate-spot" }, [{ capacity_provider: "FARGATE_SPOT", base: 0, weight: 1 }]],
    [
      "in a mix",
      MIXED,
      [
        { capacity_provider: "FARGATE", base: 1, weight: 1 },
        { capacity_provider: "FARGATE_SPOT", base: 0, weight: 3 },
      ],
    ],
  ])("%s the service has a strategy in place of a launch type", (_, capacity, strategy) => {
    const service = withCapacity(capacity).element("aws_ecs_service.worker");
    expect(service).toMatchObject({ capacity_provider_strategy: strategy, platform_version: "LATEST" });
    expect(service).not.toHaveProperty("launch_type");
  });

  test("a cluster of our own has both providers before the service, and until it is gone", () => {
    const stack = withCapacity(MIXED);
    expect(stack.element(ASSOCIATION)).toEqual({
      cluster_name: "${aws_ecs_cluster.worker.name}",
      capacity_providers: ["FARGATE", "FARGATE_SPOT"],
    });
    expect(stack.element("aws_ecs_service.worker")["depends_on"]).toContain(ASSOCIATION);
  });

  test("the providers of an existing cluster are left alone", () => {
    const stack = withCapacity(MIXED, { cluster: EXISTING });
    expect(stack.addresses).not.toContain(ASSOCIATION);
  });

  test.each<[string, CapacityConfig, readonly unknown[]]>([
    ["alone", { kind: "fargate-spot" }, [expect.stringContaining(SPOT_WARNING)]],
    [
      "in a mix without anything on demand",
      { ...MIXED, onDemandBase: 0, onDemandWeight: 0 },
      [expect.stringContaining(SPOT_WARNING)],
    ],
    ["beside a base on demand", { ...MIXED, onDemandWeight: 0 }, []],
    ["beside a share on demand", { ...MIXED, onDemandBase: 0 }, []],
  ])("%s a worker without a fallback is warned of", (_, capacity, warnings) => {
    expect(withCapacity(capacity).warnings).toEqual(warnings);
  });
});

describe("whatever worker and flow runs run on", () => {
  const both = ["FARGATE", "FARGATE_SPOT"];

  test.each<[string, CapacityConfig, FlowRunCapacity, readonly string[]]>([
    ["all on Fargate", { kind: "fargate" }, "fargate", both],
    ["flow runs on Spot", { kind: "fargate" }, "mixed", both],
    ["the worker on Spot", MIXED, "fargate", both],
    ["the worker on EC2", EC2, "fargate", ["${aws_ecs_capacity_provider.worker.name}", ...both]],
  ])(
    "%s: a made cluster keeps Fargate's two, which ECS takes from no task",
    (_, worker, flowRuns, providers) => {
      const stack = withCapacity(worker, { flowRuns: { capacity: flowRuns } });
      expect(stack.element(ASSOCIATION)["capacity_providers"]).toEqual(providers);
    },
  );
});

describe("on EC2", () => {
  const stack = withCapacity(EC2);

  test("there is what it takes", () => {
    expect(capacityAddresses(stack.addresses)).toEqual([
      "aws_autoscaling_group.worker",
      "aws_ecs_capacity_provider.worker",
      "aws_iam_instance_profile.worker",
      "aws_iam_role.instance",
      "aws_iam_role_policy.instance",
      "aws_launch_template.worker",
      "data.aws_ssm_parameter.ecs_image",
    ]);
  });

  test("the service runs on the provider, with no platform version, which only Fargate has", () => {
    const service = stack.element("aws_ecs_service.worker");
    expect(service["capacity_provider_strategy"]).toEqual([
      { capacity_provider: "prefect-etl-production", base: 0, weight: 1 },
    ]);
    expect(service).not.toHaveProperty("launch_type");
    expect(service).not.toHaveProperty("platform_version");
    expect(service["depends_on"]).toContain(ASSOCIATION);
    expect(stack.element("aws_ecs_task_definition.worker")["requires_compatibilities"]).toEqual(["EC2"]);
  });

  test("ECS.19: the provider scales the group, and ends no instance on which a task runs", () => {
    expect(stack.element("aws_ecs_capacity_provider.worker")["auto_scaling_group_provider"]).toEqual({
      auto_scaling_group_arn: "${aws_autoscaling_group.worker.arn}",
      managed_termination_protection: "ENABLED",
      managed_draining: "ENABLED",
      managed_scaling: { status: "ENABLED", target_capacity: 100 },
    });
    expect(stack.element("aws_autoscaling_group.worker")).toMatchObject({
      min_size: 1,
      max_size: 4,
      protect_from_scale_in: true,
      force_delete: true,
      wait_for_capacity_timeout: "0",
      vpc_zone_identifier: ["subnet-0a", "subnet-0b"],
      depends_on: ["aws_iam_role_policy.instance", "aws_ecs_cluster.worker"],
    });
  });

  test("EC2.8 / CKV_AWS_79 / CKV_AWS_341: instances give out their metadata over IMDSv2 alone, and not to tasks", () => {
    expect(stack.element("aws_launch_template.worker")["metadata_options"]).toEqual({
      http_endpoint: "enabled",
      http_tokens: "required",
      http_put_response_hop_limit: 1,
    });
    expect(userData()).toContain("ECS_AWSVPC_BLOCK_IMDS=true");
  });

  test("EC2.3 / CKV_AWS_8: the volumes of instances are encrypted", () => {
    expect(stack.element("aws_launch_template.worker")).toHaveProperty(
      "block_device_mappings.0.ebs.encrypted",
      "true",
    );
  });

  test("EC2.25: instances have no public address, whatever their subnet would give them", () => {
    const launchTemplate = stack.element("aws_launch_template.worker");
    expect(launchTemplate["network_interfaces"]).toEqual([
      {
        device_index: 0,
        delete_on_termination: "true",
        associate_public_ip_address: "false",
        security_groups: ["${aws_security_group.worker.id}"],
      },
    ]);
    // EC2 refuses both.
    expect(launchTemplate).not.toHaveProperty("vpc_security_group_ids");
  });

  test("instances have the groups that were given, as endpoints may let only those in", () => {
    const network = existingNetwork({ securityGroupIds: ["sg-0a", "sg-0b"] });
    expect(withCapacity(EC2, { network }).element("aws_launch_template.worker")).toHaveProperty(
      "network_interfaces.0.security_groups",
      ["${aws_security_group.worker.id}", "sg-0a", "sg-0b"],
    );
  });

  test.each([
    ["X86_64", "m7i.large", "/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id"],
    ["ARM64", "m7g.large", "/aws/service/ecs/optimized-ami/amazon-linux-2023/arm64/recommended/image_id"],
  ] as const)(
    "an instance of %s starts from the image that AWS recommends",
    (architecture, instanceType, name) => {
      const worker = { ...stackConfig().worker, architecture, capacity: { ...EC2, instanceType } };
      const chosen = template({ worker });
      expect(chosen.element("data.aws_ssm_parameter.ecs_image")).toEqual({ name });
      expect(chosen.element("aws_launch_template.worker")).toMatchObject({
        image_id: "${data.aws_ssm_parameter.ecs_image.insecure_value}",
        instance_type: instanceType,
      });
    },
  );

  test("instances join the deployment's cluster", () => {
    expect(userData()).toContain("ECS_CLUSTER=etl-production\n");
  });

  test("instances, their volumes and their group bear the deployment's tags", () => {
    const tags = {
      team: "data",
      "prefect-ecs-worker:deployment": "etl-production",
      "prefect-ecs-worker:environment": "production",
    };
    const specifications = stack.element("aws_launch_template.worker")["tag_specifications"];
    expect(specifications).toMatchObject([
      { resource_type: "instance", tags },
      { resource_type: "volume", tags },
    ]);
    const ofGroup = Object.entries(tags).map(([key, value]) => ({ key, value, propagate_at_launch: false }));
    expect(stack.element("aws_autoscaling_group.worker")["tag"]).toEqual([
      ...ofGroup,
      // ECS asks for it on instances, and none of the first would have it.
      { key: "AmazonECSManaged", value: "true", propagate_at_launch: true },
    ]);
  });

  test("an instance's role may join this cluster and report to it, and nothing else", () => {
    const cluster = "arn:aws:ecs:eu-west-1:111122223333:cluster/etl-production";
    expect(stack.parsed("aws_iam_role_policy.instance", "policy")).toMatchObject({
      Statement: [
        { Sid: "FindEcs", Action: ["ecs:DiscoverPollEndpoint"], Resource: ["*"] },
        {
          Sid: "JoinCluster",
          Action: [
            "ecs:DeregisterContainerInstance",
            "ecs:RegisterContainerInstance",
            "ecs:SubmitAttachmentStateChanges",
            "ecs:SubmitContainerStateChange",
            "ecs:SubmitTaskStateChange",
          ],
          Resource: [cluster],
        },
        {
          Sid: "HearFromEcs",
          Action: ["ecs:Poll", "ecs:StartTelemetrySession"],
          Resource: ["arn:aws:ecs:eu-west-1:111122223333:container-instance/etl-production/*"],
          Condition: { ArnEquals: { "ecs:cluster": cluster } },
        },
      ],
    });
    expect(legible(String(stack.element("aws_iam_role.instance")["assume_role_policy"]))).toContain(
      '"Service":"ec2.amazonaws.com"',
    );
  });

  function userData(): string {
    const encoded = String(stack.element("aws_launch_template.worker")["user_data"]);
    return Buffer.from(encoded, "base64").toString();
  }
});

function withCapacity(capacity: WorkerConfig["capacity"], overrides: Parameters<typeof template>[0] = {}) {
  return template({ worker: { ...stackConfig().worker, capacity }, ...overrides });
}

/** What there is beyond a worker on plain Fargate. */
function capacityAddresses(addresses: readonly string[]): string[] {
  const plain = template().addresses;
  return addresses.filter((address) => !plain.includes(address));
}
