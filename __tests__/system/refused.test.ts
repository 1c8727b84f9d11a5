import { beforeAll, describe, expect, test } from "@jest/globals";
import { CreateClusterCommand, DeleteClusterCommand, ECSClient } from "@aws-sdk/client-ecs";
import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import type { RunAdjustments } from "../../local/world.ts";
import { inventory, prefectCall, workPoolsOf } from "./support/cloud.ts";
import { stateBucket } from "./support/state-bucket.ts";
import { createTeam, prefectServers, type Team } from "./support/team.ts";

const { apiUrl } = prefectServers.open;
const team = createTeam();

/** What is certain beforehand is said at once: a run that waits for anything to time out takes longer. */
const AT_ONCE_SECONDS = 30;

interface Given {
  readonly yaml?: string;
  readonly adjustments?: RunAdjustments;
  /** For how long the action tries again before it is certain. */
  readonly triesForSeconds?: number;
}

/** Runs an apply that must be refused, and holds that it is so at once and that nothing was made. */
async function refusal({ yaml, adjustments, triesForSeconds = 0 }: Given): Promise<{
  reason: string | undefined;
  message: string;
}> {
  const { configure, run, events } = team();
  configure(yaml ?? team().yaml());
  const workPools = await workPoolsOf(apiUrl, team());
  const { exitCode, outputs, annotations, durationMs } = await run(events.pushed("main", "x"), adjustments);
  expect(exitCode).toBe(1);
  expect(durationMs / 1000).toBeLessThan(triesForSeconds + AT_ONCE_SECONDS);
  expect(Object.values(await inventory(team())).flat()).toEqual([]);
  expect(await workPoolsOf(apiUrl, team())).toEqual(workPools);
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
    ["of the wrong type", "process", "work-pool-type", 'has type "process"'],
    ["paused", "paused", "work-pool-paused", "prefect work-pool resume"],
  ])("%s", async (_, name, reason, remedy) => {
    const { yaml, project } = team();
    const refused = await refusal({
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
    const refused = await refusal({ yaml: team().yaml(sections) });
    expect(refused.reason).toBe("cluster-unusable");
    expect(refused.message).toContain(remedy);
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
      // After 1, 2, 4, 8 and 16 s, and up to a fifth more.
      () => ({
        adjustments: { inputs: { "prefect-api-url": "http://127.0.0.1:9/api" } },
        triesForSeconds: 38,
      }),
    ],
    [
      "no configuration file",
      "configuration-missing",
      "actions/checkout",
      () => ({ adjustments: { inputs: { config: "elsewhere.yml" } } }),
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
    const refused = await refusal(given(team()));
    expect(refused.reason).toBe(reason);
    expect(refused.message).toContain(remedy);
  });
});

describe("a state bucket that is somebody else's", () => {
  const victim = createTeam();

  test("is refused, and nothing is written to it", async () => {
    const { awsOptions, configure, yaml, run, events } = victim();
    const attacker = { ...awsOptions.credentials, accessKeyId: "999999999999" };
    await new S3Client({ ...awsOptions, credentials: attacker, forcePathStyle: true }).send(
      new CreateBucketCommand({ Bucket: stateBucket(victim()) }),
    );
    configure(yaml());
    const { exitCode, outputs, annotations } = await run(events.pushed("main", "x"));
    expect([exitCode, outputs["failure-reason"]]).toEqual([1, "state-bucket-refused"]);
    expect(annotations.at(-1)?.message).toContain("it belongs to another account");
    expect(Object.values(await inventory(victim())).flat()).toEqual([]);
    expect(await workPoolsOf(apiUrl, victim())).toEqual([]);
  });
});
