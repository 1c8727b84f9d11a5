import { z } from "zod";
import { RESERVED_ENV } from "../../stacks/reserved-env.ts";
import { duration } from "./duration.ts";
import { fargateSizeProblem } from "./fargate-sizes.ts";

/** CloudWatch Logs takes these retention periods and no others (PutRetentionPolicy). */
const RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
] as const;

const identifier = z
  .string()
  .regex(/^[a-z][a-z0-9-]*[a-z0-9]$/, "lower-case letters, digits and hyphens, beginning with a letter")
  .max(32, "at most 32 characters, so that every AWS name made from it stays readable");

const secretArn = z
  .string()
  .regex(
    /^arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:\d{12}:secret:.+$/,
    "the ARN of a Secrets Manager secret",
  );

const workPool = z
  .strictObject({
    name: z
      .string()
      .min(1)
      .max(200)
      .regex(/^[^/%&><]+$/, "a name without / % & > <, which Prefect refuses")
      .refine((name) => !/^prefect/i.test(name), "Prefect reserves names that begin with prefect"),
    create: z.boolean().default(true).describe("Make the work pool when it does not exist yet."),
    queues: z
      .array(z.string().min(1))
      .default([])
      .describe("Work queues that the worker polls; none means all of the pool's."),
  })
  .describe("The work pool of type `ecs` that the worker polls.");

const cluster = z
  .strictObject({
    existing: z
      .string()
      .regex(
        /^(arn:aws[a-z-]*:ecs:[a-z0-9-]+:\d{12}:cluster\/)?[A-Za-z0-9_-]{1,255}$/,
        "the name or the ARN of an ECS cluster",
      )
      .optional()
      .describe("Name or ARN of a cluster to run in; without it one is made."),
  })
  .describe("The ECS cluster.");

const network = z
  .strictObject({
    subnet_ids: z
      .array(z.string().regex(/^subnet-[0-9a-f]+$/, "the id of a subnet, such as subnet-0a1b2c3d"))
      .min(1)
      .describe("Subnets of one VPC from which Prefect's API and AWS can be reached."),
    assign_public_ip: z
      .boolean()
      .default(false)
      .describe("Give each task a public address; needed in public subnets without NAT."),
  })
  .describe("Where worker and flow runs live.");

const prefect = z
  .strictObject({
    api_url: z
      .url({ protocol: /^https?$/, error: "an http or https address that ends in /api or /workspaces/<id>" })
      .refine(
        (url) => new URL(url).password === "" && new URL(url).username === "",
        "no password in an address",
      )
      .optional()
      .describe("Prefect's API as the worker's task reaches it, where that differs from the action's."),
    api_key_secret_arn: secretArn.optional().describe("An existing secret that holds the API key."),
    auth_string_secret_arn: secretArn
      .optional()
      .describe("An existing secret that holds the basic-auth string of a self-hosted server."),
  })
  .refine((value) => !(value.api_key_secret_arn && value.auth_string_secret_arn), {
    error: "either api_key_secret_arn or auth_string_secret_arn: Prefect uses one credential at a time",
    path: ["auth_string_secret_arn"],
  })
  .describe(
    "Credentials that the worker's task reads; by default a secret is made from the action's inputs.",
  );

const worker = z
  .strictObject({
    image: z
      .string()
      .regex(/^\S+$/, "an image reference without spaces")
      .default("prefecthq/prefect-aws:0.7.12-python3.12")
      .describe("Container image with prefect and prefect-aws."),
    cpu: z.int().default(512).describe("CPU units of the task: 256, 512, 1024, …"),
    memory: z.int().default(1024).describe("Memory of the task in MiB; must fit the CPU units."),
    architecture: z.enum(["X86_64", "ARM64"]).default("X86_64").describe("Processor architecture."),
    count: z.int().min(1).max(50).default(1).describe("How many workers run side by side."),
    env: z
      .record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, "the name of an environment variable"), z.string())
      .default({})
      .describe("Environment variables of the worker; nothing secret."),
  })
  .check(({ value, issues }) => {
    const problem = fargateSizeProblem(value.cpu, value.memory);
    if (problem !== undefined) {
      issues.push({ code: "custom", message: problem, path: ["memory"], input: value.memory });
    }
    for (const name of Object.keys(value.env).filter((key) => RESERVED_ENV.includes(key))) {
      issues.push({
        code: "custom",
        message: "set by the action itself, and not to be overridden",
        path: ["env", name],
        input: value.env[name],
      });
    }
  })
  .describe("The worker's ECS service.");

const logs = z
  .strictObject({
    retention_days: z
      .literal(RETENTION_DAYS)
      .default(30)
      .describe("How long CloudWatch keeps the logs of worker and flow runs."),
  })
  .describe("Logs.");

const alarms = z
  .strictObject({
    email: z.array(z.email()).default([]).describe("Addresses that the alarms are sent to."),
  })
  .describe("CloudWatch alarms and who hears of them.");

const proof = z
  .strictObject({
    timeout: duration.prefault("10m").describe("How long a deployment may take in all."),
    registration_timeout: duration
      .prefault("90s")
      .describe("How long a running task may take until its worker is registered."),
  })
  .describe("The proof that the worker registered.");

const tags = z
  .record(z.string().min(1).max(128), z.string().max(256))
  .describe("Tags of every AWS resource.");

/** What an environment may override, too. */
export const deploymentShape = {
  work_pool: workPool,
  cluster: cluster.prefault({}),
  network,
  prefect: prefect.prefault({}),
  worker: worker.prefault({}),
  logs: logs.prefault({}),
  alarms: alarms.prefault({}),
  proof: proof.prefault({}),
  tags: tags.prefault({}),
} as const;

/** Everything that one environment's deployment is made from, after its overrides were merged in. */
export const deploymentSchema = z.strictObject(deploymentShape);
export type DeploymentConfig = z.output<typeof deploymentSchema>;

/** What only an environment's entry has; all its other keys override the deployment's. */
export const environmentShape = {
  branches: z
    .array(z.string().min(1))
    .min(1)
    .describe("Globs of the branches that deploy to it; the first entry that matches wins."),
  protected: z.boolean().default(false).describe("No event ever destroys it."),
  ephemeral: z
    .boolean()
    .default(false)
    .describe(
      "One environment for each branch, destroyed when the branch is deleted or its pull request closed.",
    ),
  ttl: duration.optional().describe("An ephemeral environment's time to live, such as 7d."),
} as const;

export const environmentSchema = z
  .strictObject(environmentShape)
  .refine((entry) => !(entry.protected && entry.ephemeral), {
    error: "either protected or ephemeral: a protected environment is never destroyed by an event",
    path: ["protected"],
  })
  .refine((entry) => entry.ttl === undefined || entry.ephemeral, {
    error: "only for ephemeral environments",
    path: ["ttl"],
  });
export type EnvironmentEntry = z.output<typeof environmentSchema>;

export const fileShape = {
  name: identifier.describe("Name of the deployment; the first part of every resource name."),
  environments: z.record(identifier, z.looseObject({})).describe("Environments by name."),
} as const;
