import { createHash } from "node:crypto";
import type { ResourceNames } from "../../stacks/config.ts";

/**
 * Length of a deployment name. The tightest limits are IAM's and EventBridge's 64 characters for roles
 * and rules and SQS's 80 for queues; the longest suffixes there have 14 and 24 characters.
 */
const DEPLOYMENT_NAME_LENGTH = 50;
const HASH_LENGTH = 8;

/**
 * `<name>-<environment>`, at most 50 characters. A hash of both is appended where that reading would be
 * ambiguous ("a" + "b-c" against "a-b" + "c") or too long, so that two deployments never share a name.
 */
export function deploymentName(name: string, environment: string): string {
  const plain = `${name}-${environment}`;
  if (!environment.includes("-") && plain.length <= DEPLOYMENT_NAME_LENGTH) return plain;
  const cut = plain.slice(0, DEPLOYMENT_NAME_LENGTH - HASH_LENGTH - 1).replace(/-+$/, "");
  return `${cut}-${digest(JSON.stringify([name, environment]))}`;
}

/** Every AWS name of a deployment, made from its deployment name alone. */
export function resourceNames(deployment: string): ResourceNames {
  return {
    cluster: deployment,
    service: `${deployment}-worker`,
    workerFamily: `${deployment}-worker`,
    flowRunFamily: `${deployment}-flow-run`,
    executionRole: `${deployment}-execution`,
    workerRole: `${deployment}-worker`,
    flowRunRole: `${deployment}-flow-run`,
    flowRunExecutionRole: `${deployment}-flow-run-exec`,
    instanceRole: `${deployment}-instance`,
    securityGroupPrefix: `${deployment}-worker-`,
    launchTemplate: `${deployment}-worker`,
    autoScalingGroup: `${deployment}-worker`,
    // ECS refuses names that begin with aws, ecs or fargate (CreateCapacityProvider).
    capacityProvider: `prefect-${deployment}`,
    endpointsSecurityGroup: `${deployment}-endpoints`,
    flowLogsRole: `${deployment}-flow-logs`,
    flowLogsGroup: `/prefect-ecs-worker/${deployment}/vpc-flow-logs`,
    secret: `${deployment}-prefect`,
    logGroup: `/prefect-ecs-worker/${deployment}`,
    keyAlias: `alias/${deployment}`,
    eventQueue: `${deployment}-task-events`,
    eventDeadLetterQueue: `${deployment}-task-events-dead-letter`,
    eventRule: `${deployment}-task-events`,
    alarmTopic: `${deployment}-alarms`,
    alarmPrefix: deployment,
    failedDeploymentRule: `${deployment}-deploy-failed`,
    impairedServiceRule: `${deployment}-impaired`,
    stoppedTaskRule: `${deployment}-task-stopped`,
    dashboard: deployment,
  };
}

/**
 * Name of one branch's environment of an ephemeral entry: `<entry>-<branch slug>-<hash>`. The hash keeps
 * branches apart whose slugs are equal, such as `feature/a` and `feature-a`.
 */
export function ephemeralEnvironment(entry: string, branch: string): string {
  return [entry, branchSlug(branch), digest(branch)].filter(Boolean).join("-");
}

/** What `{branch}` stands for: the branch itself where any name may hold it, else its slug and a hash. */
export function branchPlaceholder(branch: string): string {
  const slug = branchSlug(branch);
  return slug === branch ? branch : [slug, digest(branch)].filter(Boolean).join("-");
}

/** A branch as lower-case letters, digits and hyphens, at most 20 characters; may be empty. */
export function branchSlug(branch: string): string {
  return branch
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+/, "")
    .slice(0, 20)
    .replace(/-+$/, "");
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, HASH_LENGTH);
}
