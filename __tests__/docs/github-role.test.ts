import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { z } from "zod";

const ROOT = join(import.meta.dirname, "../..");

const list = z.union([z.string().transform((one) => [one]), z.array(z.string())]);
const policy = z.object({
  Statement: z.array(
    z.object({ Sid: z.string(), Action: list, Resource: list, Condition: z.unknown().optional() }),
  ),
});

const role = ["docs/github-role.json", "docs/github-role-resources.json"].flatMap(statements);
const planRole = statements("docs/github-plan-role.json");
const ec2Role = statements("docs/github-role-ec2.json");
const vpcRole = statements("docs/github-role-vpc.json");
const allowed = new Set(role.flatMap(({ Action }) => Action));

describe("the role for GitHub that the README shows", () => {
  test("allows every call that the action makes through an SDK", () => {
    expect(sdkActions().filter((action) => !allowed.has(action))).toEqual([]);
  });

  test("may read and make every type of resource that the stack imports", () => {
    const files = ["stacks/lib/aws.ts", "stacks/lib/large-resources.ts"];
    const imports = files.map((file) => readFileSync(join(ROOT, file), "utf8")).join("");
    const types = [...imports.matchAll(/provider-aws\/lib\/([a-z-]+)\//g)].map(([, type = ""]) => type);
    const known = [
      ...Object.keys({ ...ACTIONS_OF_RESOURCES, ...ACTIONS_ON_EC2, ...ACTIONS_ON_VPC }),
      ...NEEDS_NOTHING,
    ];
    expect(types.filter((type) => !known.includes(type))).toEqual([]);
    expect(
      types.flatMap((type) => ACTIONS_OF_RESOURCES[type] ?? []).filter((action) => !allowed.has(action)),
    ).toEqual([]);
    const allowedOnEc2 = new Set([...role, ...ec2Role].flatMap(({ Action }) => Action));
    expect(
      Object.values(ACTIONS_ON_EC2)
        .flat()
        .filter((action) => !allowedOnEc2.has(action)),
    ).toEqual([]);
    const allowedOnVpc = new Set([...role, ...vpcRole].flatMap(({ Action }) => Action));
    expect(
      Object.values(ACTIONS_ON_VPC)
        .flat()
        .filter((action) => !allowedOnVpc.has(action)),
    ).toEqual([]);
  });

  test("changes only what bears the deployment's name, with these exceptions", () => {
    const elsewhere = role
      .filter(({ Action }) => Action.some((action) => !isReading(action)))
      .filter(({ Resource, Condition }) => !JSON.stringify([Resource, Condition]).includes("NAME-"))
      .map(({ Sid }) => Sid);
    expect(elsewhere).toEqual([
      "MakeStateBucket",
      "KeepState",
      "KeepTaskDefinitions", // ECS knows no resource here.
      "LetEcsWork",
      "KeepCompositeAlarm", // CloudWatch refuses a narrower permission (PutCompositeAlarm, API reference).
      "KeepSubscriptions", // Nor does SNS.
      "MakeSecurityGroupInVpc",
      "TagSecurityGroup",
      "KeepSecurityGroupRules", // Only together with a group of ours.
    ]);
  });

  test("passes roles to ECS tasks alone, and never the role of flow runs", () => {
    const passing = role.filter(({ Action }) => Action.includes("iam:PassRole"));
    expect(passing).toMatchObject([
      {
        Resource: ["arn:aws:iam::ACCOUNT:role/NAME-*-execution", "arn:aws:iam::ACCOUNT:role/NAME-*-worker"],
        Condition: { StringEquals: { "iam:PassedToService": "ecs-tasks.amazonaws.com" } },
      },
    ]);
  });

  test.each(globSync("docs/github-*role*.json", { cwd: ROOT }).filter((path) => !path.includes("trust")))(
    "fits into a managed policy, with long words in the place of its capitals: %s",
    (path) => {
      const replaced = JSON.stringify(JSON.parse(readFileSync(join(ROOT, path), "utf8")))
        .replaceAll("NAME", "n".repeat(20))
        .replaceAll("REGION", "ap-southeast-2")
        .replaceAll("ACCOUNT", "111122223333")
        .replaceAll("OWNER", "o".repeat(39))
        .replaceAll("REPOSITORY", "r".repeat(50));
      // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
      expect(replaced.length).toBeLessThanOrEqual(6144);
    },
  );

  test("has no wildcard among its actions", () => {
    expect([...allowed].filter((action) => action.includes("*"))).toEqual([]);
  });
});

describe("what the role for GitHub needs besides for a VPC of its own", () => {
  test("changes only what bears the deployment's name, with these exceptions", () => {
    const elsewhere = vpcRole
      .filter(({ Action }) => Action.some((action) => !isReading(action)))
      .filter(({ Resource, Condition }) => !JSON.stringify([Resource, Condition]).includes("NAME-"))
      .map(({ Sid }) => Sid);
    expect(elsewhere).toEqual([
      "NameEndpoints", // Zones that AWS keeps for its endpoints bear no name of ours.
      "KeepIngressRules", // Only together with a group of ours.
      "TagIngressRules",
    ]);
  });

  test("passes the flow logs' role to flow logs alone", () => {
    expect(vpcRole.filter(({ Action }) => Action.includes("iam:PassRole"))).toMatchObject([
      {
        Resource: ["arn:aws:iam::ACCOUNT:role/NAME-*-flow-logs"],
        Condition: { StringEquals: { "iam:PassedToService": "vpc-flow-logs.amazonaws.com" } },
      },
    ]);
  });
});

describe("what the role for GitHub needs besides for capacity ec2", () => {
  test("changes only what bears the deployment's name, with these exceptions", () => {
    const elsewhere = ec2Role
      .filter(({ Action }) => Action.some((action) => !isReading(action)))
      .filter(({ Resource, Condition }) => !JSON.stringify([Resource, Condition]).includes("NAME-"))
      .map(({ Sid }) => Sid);
    expect(elsewhere).toEqual([
      "LaunchInstances", // Only from a launch template, and those are ours or somebody else's to make.
      "LetAutoScalingWork",
    ]);
  });

  test("passes the instances' role to EC2 alone", () => {
    expect(ec2Role.filter(({ Action }) => Action.includes("iam:PassRole"))).toMatchObject([
      {
        Resource: ["arn:aws:iam::ACCOUNT:role/NAME-*-instance"],
        Condition: { StringEquals: { "iam:PassedToService": "ec2.amazonaws.com" } },
      },
    ]);
  });

  test("has no wildcard among its actions", () => {
    const actions = ec2Role.flatMap(({ Action }) => Action);
    expect(actions.filter((action) => action.includes("*"))).toEqual([]);
  });
});

describe("the role that only plans", () => {
  test("reads, and nothing else", () => {
    const others = planRole.flatMap(({ Action }) => Action).filter((action) => !isReading(action));
    // Terraform reads the secret, which Secrets Manager decrypts in the caller's name.
    expect(others).toEqual(["kms:Decrypt"]);
  });

  test("reads whatever the other role reads, but for what only a teardown lists", () => {
    const planned = new Set(planRole.flatMap(({ Action }) => Action));
    const missing = [...allowed].filter((action) => isReading(action) && !planned.has(action));
    expect(missing).toEqual(["s3:ListBucketVersions"]);
  });
});

/** For each type of resource one call that reads it and one that makes it. */
const ACTIONS_OF_RESOURCES: Readonly<Record<string, readonly string[]>> = {
  "appautoscaling-policy": [
    "application-autoscaling:DescribeScalingPolicies",
    "application-autoscaling:PutScalingPolicy",
    // The alarms of target tracking are made in the caller's name.
    "cloudwatch:PutMetricAlarm",
  ],
  "appautoscaling-scheduled-action": [
    "application-autoscaling:DescribeScheduledActions",
    "application-autoscaling:PutScheduledAction",
  ],
  "appautoscaling-target": [
    "application-autoscaling:DescribeScalableTargets",
    "application-autoscaling:RegisterScalableTarget",
  ],
  "cloudwatch-composite-alarm": ["cloudwatch:DescribeAlarms", "cloudwatch:PutCompositeAlarm"],
  "cloudwatch-dashboard": ["cloudwatch:GetDashboard", "cloudwatch:PutDashboard"],
  "cloudwatch-event-rule": ["events:DescribeRule", "events:PutRule"],
  "cloudwatch-event-target": ["events:ListTargetsByRule", "events:PutTargets"],
  "cloudwatch-log-group": ["logs:DescribeLogGroups", "logs:CreateLogGroup"],
  "cloudwatch-log-metric-filter": ["logs:DescribeMetricFilters", "logs:PutMetricFilter"],
  "cloudwatch-metric-alarm": ["cloudwatch:DescribeAlarms", "cloudwatch:PutMetricAlarm"],
  "data-aws-cloudwatch-log-groups": ["logs:DescribeLogGroups"],
  "data-aws-security-group": ["ec2:DescribeSecurityGroups"],
  "data-aws-subnet": ["ec2:DescribeSubnets"],
  "ecs-cluster": ["ecs:DescribeClusters", "ecs:CreateCluster"],
  "ecs-cluster-capacity-providers": ["ecs:DescribeClusters", "ecs:PutClusterCapacityProviders"],
  "ecs-service": ["ecs:DescribeServices", "ecs:CreateService"],
  "ecs-task-definition": ["ecs:DescribeTaskDefinition", "ecs:RegisterTaskDefinition"],
  // The flow runs' role is deleted with whatever somebody attached to it.
  "iam-role": ["iam:GetRole", "iam:CreateRole", "iam:ListAttachedRolePolicies", "iam:DetachRolePolicy"],
  "iam-role-policy": ["iam:GetRolePolicy", "iam:PutRolePolicy"],
  "iam-role-policy-attachment": ["iam:ListAttachedRolePolicies", "iam:AttachRolePolicy"],
  "kms-alias": ["kms:ListAliases", "kms:CreateAlias"],
  "kms-key": ["kms:DescribeKey", "kms:CreateKey"],
  "kms-key-policy": ["kms:GetKeyPolicy", "kms:PutKeyPolicy"],
  "secretsmanager-secret": ["secretsmanager:DescribeSecret", "secretsmanager:CreateSecret"],
  "secretsmanager-secret-version": [
    // Terraform reads the value even of a write-only one, if only to forget it.
    "secretsmanager:GetSecretValue",
    "secretsmanager:PutSecretValue",
    // Asked of whoever reads or writes a value under a key that AWS does not keep.
    "kms:Decrypt",
    "kms:GenerateDataKey",
  ],
  "security-group": ["ec2:DescribeSecurityGroups", "ec2:CreateSecurityGroup"],
  "sns-topic": ["sns:GetTopicAttributes", "sns:CreateTopic"],
  "sns-topic-policy": ["sns:GetTopicAttributes", "sns:SetTopicAttributes"],
  "sns-topic-subscription": ["sns:GetSubscriptionAttributes", "sns:Subscribe"],
  "sqs-queue": ["sqs:GetQueueAttributes", "sqs:CreateQueue"],
  "sqs-queue-redrive-policy": ["sqs:GetQueueAttributes", "sqs:SetQueueAttributes"],
  "vpc-security-group-egress-rule": ["ec2:DescribeSecurityGroupRules", "ec2:AuthorizeSecurityGroupEgress"],
};
/** The same for what only capacity ec2 has. */
const ACTIONS_ON_EC2: Readonly<Record<string, readonly string[]>> = {
  "autoscaling-group": ["autoscaling:DescribeAutoScalingGroups", "autoscaling:CreateAutoScalingGroup"],
  "data-aws-ssm-parameter": ["ssm:GetParameter"],
  "ecs-capacity-provider": ["ecs:DescribeCapacityProviders", "ecs:CreateCapacityProvider"],
  "iam-instance-profile": ["iam:GetInstanceProfile", "iam:CreateInstanceProfile"],
  "launch-template": ["ec2:DescribeLaunchTemplates", "ec2:CreateLaunchTemplate"],
};
/** The same for what only `network.create` makes. */
const ACTIONS_ON_VPC: Readonly<Record<string, readonly string[]>> = {
  "data-aws-availability-zones": ["ec2:DescribeAvailabilityZones"],
  "default-security-group": ["ec2:DescribeSecurityGroups", "ec2:RevokeSecurityGroupIngress"],
  eip: ["ec2:DescribeAddresses", "ec2:AllocateAddress"],
  "flow-log": ["ec2:DescribeFlowLogs", "ec2:CreateFlowLogs"],
  "internet-gateway": [
    "ec2:DescribeInternetGateways",
    "ec2:CreateInternetGateway",
    "ec2:AttachInternetGateway",
  ],
  "nat-gateway": ["ec2:DescribeNatGateways", "ec2:CreateNatGateway"],
  route: ["ec2:DescribeRouteTables", "ec2:CreateRoute"],
  "route-table": ["ec2:DescribeRouteTables", "ec2:CreateRouteTable"],
  "route-table-association": ["ec2:DescribeRouteTables", "ec2:AssociateRouteTable"],
  subnet: ["ec2:DescribeSubnets", "ec2:CreateSubnet"],
  vpc: ["ec2:DescribeVpcs", "ec2:DescribeVpcAttribute", "ec2:CreateVpc", "ec2:ModifyVpcAttribute"],
  "vpc-endpoint": [
    "ec2:DescribeVpcEndpoints",
    // A gateway endpoint's addresses are read, too.
    "ec2:DescribePrefixLists",
    "ec2:CreateVpcEndpoint",
    // Asked for the private names of an interface (Service Authorization Reference, dependent actions).
    "route53:AssociateVPCWithHostedZone",
  ],
  "vpc-security-group-ingress-rule": ["ec2:DescribeSecurityGroupRules", "ec2:AuthorizeSecurityGroupIngress"],
};

/** Everybody may ask who he is; the partition and the provider are Terraform's own. */
const NEEDS_NOTHING = ["data-aws-caller-identity", "data-aws-partition", "provider"];

/** The permissions behind the SDK's commands, paginators and waiters that `src` imports. */
function sdkActions(): string[] {
  const imports = /import \{([^}]*)\} from "@aws-sdk\/client-([a-z0-9-]+)"/g;
  const names = globSync("src/**/*.ts", { cwd: ROOT }).flatMap((file) =>
    [...readFileSync(join(ROOT, file), "utf8").matchAll(imports)].flatMap(([, list = "", service = ""]) =>
      list.split(",").map((name) => [service, name.trim()] as const),
    ),
  );
  const actions = names.flatMap(([service, name]) => {
    const call = /^(?:([A-Z]\w+)Command|paginate([A-Z]\w+))$/.exec(name);
    const operation = name === "waitUntilTasksStopped" ? "DescribeTasks" : (call?.[1] ?? call?.[2]);
    if (operation === undefined || operation === "GetCallerIdentity") return [];
    return `${PREFIXES[service] ?? service}:${PERMISSIONS[operation] ?? operation}`;
  });
  expect(actions.length).toBeGreaterThan(20);
  return [...new Set(actions)];
}

const PREFIXES: Readonly<Record<string, string>> = { "cloudwatch-logs": "logs" };

/** S3 names some permissions otherwise than the call that needs them. */
const PERMISSIONS: Readonly<Record<string, string>> = {
  DeleteObjects: "DeleteObjectVersion",
  HeadBucket: "ListBucket",
  ListObjectVersions: "ListBucketVersions",
  ListObjectsV2: "ListBucket",
  PutBucketEncryption: "PutEncryptionConfiguration",
  PutPublicAccessBlock: "PutBucketPublicAccessBlock",
};

function isReading(action: string): boolean {
  return /:(Describe|Get|List)[A-Z]/.test(action);
}

function statements(path: string) {
  return policy.parse(JSON.parse(readFileSync(join(ROOT, path), "utf8"))).Statement;
}
