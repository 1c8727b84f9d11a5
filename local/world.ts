import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateSubnetCommand, CreateVpcCommand, EC2Client } from "@aws-sdk/client-ec2";
import type { GitHubEvent } from "./github/event.ts";
import { startGitHubPlayer, type GitHubPlayer } from "./github/player.ts";
import type { LocalCloud } from "./local-cloud.ts";
import { startRegistry, type Registry } from "./registry.ts";
import { startRun, type Run, type RunOptions, type RunResult } from "./runner.ts";
import { writeTerraformCliConfig } from "./terraform-cli.ts";

export interface WorldOptions {
  readonly awsEndpoint: string;
  readonly prefectApiUrl: string;
  /** What runs the local AWS's containers. Docker would look for the played digests in vain, so none are told. */
  readonly containers: LocalCloud["containers"];
  /** 12 digits; each account of the local AWS is a world of its own. */
  readonly account?: string;
  /** `owner/name` */
  readonly repository?: string;
  readonly onLine?: (line: string) => void;
}

/** One team's surroundings: an AWS account with a network, a repository on GitHub, and a checkout. */
export interface World {
  readonly account: string;
  readonly region: string;
  readonly repository: string;
  readonly github: GitHubPlayer;
  /** In the place of Docker Hub. */
  readonly registry: Registry;
  readonly workspace: string;
  readonly subnetIds: readonly string[];
  /** For SDK clients of tests: region, credentials and endpoint of the account. */
  readonly awsOptions: AwsOptions;
  /** Writes `prefect-worker.yml` into the checkout. */
  readonly configure: (yaml: string) => void;
  /** GitHub notices the event, then the action runs on it. */
  readonly start: (event: GitHubEvent, options?: RunAdjustments) => Run;
  readonly run: (event: GitHubEvent, options?: RunAdjustments) => Promise<RunResult>;
  readonly stop: () => Promise<void>;
}

export type RunAdjustments = Partial<
  Pick<RunOptions, "inputs" | "environment" | "secrets" | "toolCacheDirectory" | "cancelWaits">
>;

export interface AwsOptions {
  readonly region: string;
  readonly endpoint: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

const REGION = "eu-west-1";

export async function createWorld(options: WorldOptions): Promise<World> {
  const account = options.account ?? randomDigits(12);
  const repository = options.repository ?? "octo-org/flows";
  const directory = mkdtempSync(join(tmpdir(), "world-"));
  const workspace = join(directory, "checkout");
  mkdirSync(workspace);
  const awsOptions: AwsOptions = {
    region: REGION,
    endpoint: options.awsEndpoint,
    // The local AWS takes the key id for the account.
    credentials: { accessKeyId: account, secretAccessKey: "test" },
  };
  const [subnetIds, github, registry] = await Promise.all([
    createSubnets(awsOptions),
    startGitHubPlayer(),
    startRegistry(),
  ]);
  registry.setAvailable(options.containers === "processes");
  const environment = {
    PATH: process.env["PATH"] ?? "",
    AWS_REGION: REGION,
    AWS_ENDPOINT_URL: options.awsEndpoint,
    AWS_ACCESS_KEY_ID: account,
    AWS_SECRET_ACCESS_KEY: "test",
    TF_CLI_CONFIG_FILE: writeTerraformCliConfig(directory),
  };

  const start = (event: GitHubEvent, adjustments: RunAdjustments = {}): Run => {
    github.remember(event);
    return startRun({
      event,
      workspace,
      github,
      ...(options.onLine === undefined ? {} : { onLine: options.onLine }),
      ...adjustments,
      inputs: {
        "prefect-api-url": options.prefectApiUrl,
        "docker-hub-mirror": registry.url,
        ...adjustments.inputs,
      },
      environment: { ...environment, ...adjustments.environment },
    });
  };
  return {
    ...{ account, region: REGION, repository, github, registry, workspace, subnetIds, awsOptions, start },
    run: (event, adjustments) => start(event, adjustments).finished,
    configure: (yaml) => {
      writeFileSync(join(workspace, "prefect-worker.yml"), yaml);
    },
    stop: async () => {
      await Promise.all([github.stop(), registry.stop()]);
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

async function createSubnets(aws: AwsOptions): Promise<string[]> {
  const ec2 = new EC2Client(aws);
  const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: "10.0.0.0/16" }));
  const subnets = await Promise.all(
    ["a", "b"].map((zone, index) =>
      ec2.send(
        new CreateSubnetCommand({
          VpcId: Vpc?.VpcId,
          CidrBlock: `10.0.${String(index)}.0/24`,
          AvailabilityZone: `${REGION}${zone}`,
        }),
      ),
    ),
  );
  return subnets.map(({ Subnet }) => Subnet?.SubnetId ?? "");
}

/** The first digit is not zero, so that the text is a number's, too. */
function randomDigits(count: number): string {
  const digit = (least: number) => Math.floor(least + Math.random() * (10 - least));
  return [digit(1), ...Array.from({ length: count - 1 }, () => digit(0))].join("");
}
