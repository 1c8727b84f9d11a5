import { z } from "zod";
import { duration } from "./duration.ts";
import { alarms } from "./schema/alarms.ts";
import { autoscaling, countProblem } from "./schema/autoscaling.ts";
import { cluster } from "./schema/cluster.ts";
import { encryption } from "./schema/encryption.ts";
import { flowRuns } from "./schema/flow-runs.ts";
import { lateRunsMistakes } from "./schema/late-runs.ts";
import { logs } from "./schema/logs.ts";
import { refusing } from "./schema/mistake.ts";
import { network } from "./schema/network.ts";
import { overrides } from "./schema/overrides.ts";
import { placementMistakes } from "./schema/placement.ts";
import { prefect } from "./schema/prefect.ts";
import { preset } from "./schema/preset.ts";
import { identifier } from "./schema/primitives.ts";
import { proof } from "./schema/proof.ts";
import { tags } from "./schema/tags.ts";
import { workPool } from "./schema/work-pool.ts";
import { worker } from "./schema/worker.ts";

/** What an environment may override, too. */
export const deploymentShape = {
  preset,
  work_pool: workPool,
  cluster: cluster.prefault({}),
  network,
  prefect: prefect.prefault({}),
  worker: worker.prefault({}),
  flow_runs: flowRuns.prefault({}),
  logs: logs.prefault({}),
  encryption: encryption.prefault({}),
  alarms: alarms.prefault({}),
  autoscaling,
  proof: proof.prefault({}),
  tags: tags.prefault({}),
  overrides: overrides.prefault({}),
} as const;

/** Everything that one environment's deployment is made from, after its overrides were merged in. */
export const deploymentSchema = z
  .strictObject(deploymentShape)
  .check(({ value, issues }) => {
    const problem = countProblem(value.worker.count, value.autoscaling);
    if (problem === undefined) return;
    issues.push({ code: "custom", message: problem, path: ["worker", "count"], input: value.worker.count });
  })
  .check(refusing(placementMistakes))
  .check(refusing(lateRunsMistakes));
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
  name: identifier
    .refine((name) => !`${name}-`.startsWith("sg-"), {
      error: 'EC2 refuses a security group whose name begins with "sg-". Choose a name that does not',
    })
    .describe(
      "Name of the deployment; the first part of every resource name, which no other repository may use in the same account and region.",
    ),
  environments: z.record(identifier, z.looseObject({})).describe("Environments by name."),
} as const;
