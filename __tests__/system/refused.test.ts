import { beforeAll, describe, expect, test } from "@jest/globals";
import { CreateClusterCommand, DeleteClusterCommand, ECSClient } from "@aws-sdk/client-ecs";
import {
  CreateSecurityGroupCommand,
  CreateSubnetCommand,
  CreateVpcCommand,
  DescribeSubnetsCommand,
  EC2Client,
} from "@aws-sdk/client-ec2";
import {
  CreateBucketCommand,
  ListBucketsCommand,
  ListObjectVersionsCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import type { RunAdjustments } from "../../local/world.ts";
import { prefectCall, workPoolsOf } from "./support/cloud.ts";
import { inventory } from "./support/inventory.ts";
import { stateBucket } from "./support/state-bucket.ts";
import { createTeam, prefectServers, type Team } from "./support/team.ts";

const { apiUrl } = prefectServers.open;
const team = createTeam();

interface Given {
  readonly yaml?: string;
  readonly adjustments?: RunAdjustments;
  /** Only the plan tells, for which an apply has made its state bucket. */
  readonly isPlanned?: boolean;
}

/** Runs an apply that must be refused, and holds that nothing was made. */
async function refusal(
  team: Team,
  { yaml = team.yaml(), adjustments, isPlanned = false }: Given,
): Promise<{ reason: string | undefined; message: string }> {
  team.configure(yaml);
  const workPools = await workPoolsOf({ apiUrl }, team);
  const { exitCode, outputs, annotations } = await team.run(team.events.pushed("main", "x"), adjustments);
  expect(exitCode).toBe(1);
  expect(await inventory(team)).toEqual({});
  expect(await workPoolsOf({ apiUrl }, team)).toEqual(workPools);
  expect(await hasStateBucket(team)).toBe(isPlanned);
  const errors = annotations.filter(({ level }) => level === "error");
  return {
    reason: outputs["failure-reason"],
    message: errors.map(({ message }) => message).join("\n"),
  };
}

describe("a work pool that no ECS worker can serve is refused before the apply, with the remedy", () => {
  beforeAll(async () => {
    const { project } = team();
    for (const [name, type] of [
      ["process", "process"],
      ["paused", "ecs"],
    ] as const) {
      await prefectCall(apiUrl, "POST", "/work_pools/", {
        name: `${project}-${name}`,
        type,
        is_paused: name === "paused",
      });
    }
  });

  test.each([
    ["missing and not to be created", "missing", "work-pool-missing", "prefect work-pool create --type ecs"],
    ["of the wrong type", "process", "work-pool-type", "Name another pool"],
    ["paused", "paused", "work-pool-paused", "prefect work-pool resume"],
  ])("%s", async (_, name, reason, remedy) => {
    const { yaml, project } = team();
    const refused = await refusal(team(), {
      yaml: yaml({ work_pool: `{ name: ${project}-${name}, create: false }` }),
    });
    expect(refused.reason).toBe(reason);
    expect(refused.message).toContain(remedy);
  });
});

describe("an existing cluster that can take no worker is refused before the apply, with the remedy", () => {
  beforeAll(async () => {
    const ecs = new ECSClient(team().awsOptions);
    for (const clusterName of ["deleted", "without-spot"])
      await ecs.send(new CreateClusterCommand({ clusterName }));
    await ecs.send(new DeleteClusterCommand({ cluster: "deleted" }));
  });

  test.each([
    ["that was deleted", { cluster: "{ existing: deleted }" }, 'cluster.existing is "deleted": '],
    ["that never was", { cluster: "{ existing: unheard-of }" }, "there is no such cluster"],
    [
      "without the capacity provider",
      { cluster: "{ existing: without-spot }", worker: "{ capacity: fargate-spot }" },
      "needs its capacity providers FARGATE_SPOT, and it has none",
    ],
  ])("%s", async (_, sections, remedy) => {
    const refused = await refusal(team(), { yaml: team().yaml(sections) });
    expect(refused.reason).toBe("cluster-unusable");
    expect(refused.message).toContain(remedy);
  });
});

describe("a network of two VPCs is refused by the plan, in a sentence that names both", () => {
  // Of its own, as its plans take a state bucket.
  const team = createTeam();
  let ours = "";
  let second: SecondVpc;
  beforeAll(async () => {
    ours = await vpcOf(team());
    second = await makeSecondVpc(team());
  });

  test("where the subnets are of two", async () => {
    const { yaml, subnetIds } = team();
    const [first = ""] = subnetIds;
    const network = `{ subnet_ids: [${first}, ${second.subnetId}] }`;
    expect(await refusal(team(), { yaml: yaml({ network }), isPlanned: true })).toEqual({
      reason: "terraform-refused",
      message: expect.stringContaining(
        `network.subnet_ids: ${second.subnetId} is in ${second.vpcId}, but ${first} is in ${ours}. ` +
          "Name subnets of one VPC alone",
      ) as unknown,
    });
  });

  type Sections = (group: string) => Readonly<Record<string, string>>;
  test.each<[whose: string, key: string, sections: Sections]>([
    [
      "the worker's",
      "network.security_group_ids",
      (group) => ({
        network: `{ subnet_ids: [${team().subnetIds.join(", ")}], security_group_ids: [${group}] }`,
      }),
    ],
    [
      "the flow runs'",
      "flow_runs.security_group_ids",
      (group) => ({ flow_runs: `{ security_group_ids: [${group}] }` }),
    ],
  ])("where %s security group is of another than the subnets", async (_, key, sections) => {
    const yaml = team().yaml(sections(second.securityGroupId));
    expect(await refusal(team(), { yaml, isPlanned: true })).toEqual({
      reason: "terraform-refused",
      message: expect.stringContaining(
        `${key}: ${second.securityGroupId} is in ${second.vpcId}, but the subnets are in ${ours}. ` +
          "Name security groups of the same VPC.",
      ) as unknown,
    });
  });
});

describe("bad input is a clear error that names the remedy, and nothing is changed", () => {
  type Case = readonly [name: string, reason: string, remedy: string, given: (team: Team) => Given];
  const cases: readonly Case[] = [
    [
      "an unknown command",
      "invalid-input",
      'The input command is "aply": allowed is one of auto, plan',
      () => ({ adjustments: { inputs: { command: "aply" } } }),
    ],
    [
      "an address that is no API's",
      "invalid-input",
      "The input prefect-api-url is",
      () => ({ adjustments: { inputs: { "prefect-api-url": "https://example.com" } } }),
    ],
    [
      "two credentials",
      "invalid-input",
      "prefect-api-key and prefect-auth-string are both set",
      () => ({ adjustments: { inputs: { "prefect-auth-string": "a:b" } } }),
    ],
    [
      "a Terraform that is too old",
      "invalid-input",
      'The input terraform-version is "1.5.0"',
      () => ({ adjustments: { inputs: { "terraform-version": "1.5.0" } } }),
    ],
    [
      "an environment that nobody configured",
      "unknown-environment",
      "Use one of: production, preview",
      () => ({ adjustments: { inputs: { command: "apply", environment: "staging" } } }),
    ],
    [
      "malformed YAML",
      "invalid-configuration",
      "prefect-worker.yml:2:",
      () => ({ yaml: "name: [etl\nfoo: }" }),
    ],
    [
      "an unknown key",
      "invalid-configuration",
      'worker.cpus is an unknown key. Did you mean "cpu"?',
      ({ yaml }) => ({ yaml: yaml({ worker: "{ cpus: 512 }" }) }),
    ],
    [
      "an impossible Fargate size",
      "invalid-configuration",
      "use 1024, 2048, 3072 or 4096 MiB",
      ({ yaml }) => ({ yaml: yaml({ worker: "{ cpu: 512, memory: 9 }" }) }),
    ],
    [
      "a name that is too long",
      "invalid-configuration",
      "at most 32 characters",
      ({ yaml }) => ({ yaml: yaml({ name: "n".repeat(40) }) }),
    ],
    [
      "no AWS credentials",
      "aws-credentials-missing",
      "aws-actions/configure-aws-credentials",
      () => ({
        adjustments: {
          environment: {
            AWS_ACCESS_KEY_ID: "",
            AWS_SECRET_ACCESS_KEY: "",
            AWS_EC2_METADATA_DISABLED: "true",
          },
        },
      }),
    ],
    [
      "AWS credentials that AWS refuses",
      "aws-credentials-refused",
      "InvalidClientTokenId",
      () => ({ adjustments: { environment: { AWS_ACCESS_KEY_ID: "invalid" } } }),
    ],
    [
      "a wrong region",
      "aws-region",
      'AWS_REGION is "europe": an AWS region such as eu-west-1',
      () => ({ adjustments: { environment: { AWS_REGION: "europe" } } }),
    ],
    [
      "a Prefect that nobody runs",
      "prefect-unreachable",
      "Check prefect.api_url or prefect-api-url",
      () => ({ adjustments: { inputs: { "prefect-api-url": "http://127.0.0.1:9/api" } } }),
    ],
    [
      "a release server that anybody on the way can speak for",
      "invalid-input",
      'The input terraform-release-server is "http://releases.example.com"',
      () => ({ adjustments: { inputs: { "terraform-release-server": "http://releases.example.com" } } }),
    ],
    [
      "no configuration file",
      "configuration-missing",
      "actions/checkout",
      () => ({ adjustments: { inputs: { config: "elsewhere.yml" } } }),
    ],
    [
      "drift of what is not deployed",
      "not-deployed",
      "state-bucket",
      () => ({ adjustments: { inputs: { command: "drift", environment: "production" } } }),
    ],
    [
      "a commit status that the token may not write",
      "github-permission-missing",
      "statuses: write",
      ({ github }) => {
        github.deny("statuses");
        return {};
      },
    ],
  ];

  test.each(cases)("%s", async (_, reason, remedy, given) => {
    const refused = await refusal(team(), given(team()));
    expect(refused.reason).toBe(reason);
    expect(refused.message).toContain(remedy);
  });
});

describe("a state bucket that is somebody else's", () => {
  const victim = createTeam();

  test("is refused, and nothing is written to it", async () => {
    const { awsOptions, configure, yaml, run, events } = victim();
    const attacker = { ...awsOptions.credentials, accessKeyId: "999999999999" };
    const theirs = new S3Client({ ...awsOptions, credentials: attacker, forcePathStyle: true });
    const Bucket = stateBucket(victim());
    await theirs.send(new CreateBucketCommand({ Bucket }));
    configure(yaml());
    const { exitCode, outputs, annotations } = await run(events.pushed("main", "x"));
    expect([exitCode, outputs["failure-reason"]]).toEqual([1, "state-bucket-refused"]);
    expect(annotations.at(-1)?.message).toContain("it belongs to another account");
    const { Versions } = await theirs.send(new ListObjectVersionsCommand({ Bucket }));
    expect(Versions ?? []).toEqual([]);
    expect(await inventory(victim())).toEqual({});
    expect(await workPoolsOf({ apiUrl }, victim())).toEqual([]);
  });
});

async function vpcOf({ awsOptions, subnetIds }: Team): Promise<string> {
  const command = new DescribeSubnetsCommand({ SubnetIds: [...subnetIds] });
  return (await new EC2Client(awsOptions).send(command)).Subnets?.[0]?.VpcId ?? "";
}

interface SecondVpc {
  readonly vpcId: string;
  readonly subnetId: string;
  readonly securityGroupId: string;
}

async function makeSecondVpc({ awsOptions }: Team): Promise<SecondVpc> {
  const ec2 = new EC2Client(awsOptions);
  const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: "10.1.0.0/16" }));
  const vpcId = Vpc?.VpcId ?? "";
  const [subnet, group] = await Promise.all([
    ec2.send(new CreateSubnetCommand({ VpcId: vpcId, CidrBlock: "10.1.0.0/24" })),
    ec2.send(new CreateSecurityGroupCommand({ VpcId: vpcId, GroupName: "other", Description: "Of others" })),
  ]);
  return { vpcId, subnetId: subnet.Subnet?.SubnetId ?? "", securityGroupId: group.GroupId ?? "" };
}

async function hasStateBucket(team: Team): Promise<boolean> {
  const { Buckets = [] } = await new S3Client(team.awsOptions).send(new ListBucketsCommand({}));
  return Buckets.some(({ Name }) => Name === stateBucket(team));
}
