import type { Arns } from "./arns.ts";
import type { WorkerStackConfig } from "./config.ts";
import { ecrRegistry } from "./ecr-registry.ts";
import type { Statement } from "./lib/policy.ts";
import type { Logs } from "./logs.ts";
import type { PrefectSecret } from "./secrets.ts";

export interface ExecutionProps {
  readonly arns: Arns;
  readonly logs: Logs;
  readonly secret: PrefectSecret;
}

/** What ECS itself does in the name of a worker's task before it runs: pull the image, open the log, read the secret. */
export function workerExecutionPermissions(
  { worker }: WorkerStackConfig,
  { arns, logs, secret }: ExecutionProps,
): Statement[] {
  return starting({ repositories: repositoryOf(worker.image, arns), logStreams: logs.streamArns, secret });
}

/** The same for a flow run's. */
export function flowRunExecutionPermissions(
  { flowRuns }: WorkerStackConfig,
  { arns, logs, secret }: ExecutionProps,
): Statement[] {
  return starting({
    repositories: flowRunRepositories(flowRuns.image, arns),
    logStreams: logs.flowRunStreamArns,
    secret,
  });
}

function starting({ repositories, logStreams, secret }: Start): Statement[] {
  return [
    {
      sid: "LogInToRegistry",
      actions: ["ecr:GetAuthorizationToken"],
      resources: ["*"], // The action knows no resources.
    },
    ...pulling(repositories),
    { sid: "WriteLogs", actions: ["logs:CreateLogStream", "logs:PutLogEvents"], resources: [logStreams] },
    ...secret.reading,
  ];
}

interface Start {
  /** ARNs of the repositories of Amazon ECR that an image may come from. */
  readonly repositories: readonly string[];
  readonly logStreams: string;
  readonly secret: PrefectSecret;
}

/**
 * Images of Docker Hub and the like need no rights. What a pull-through cache does not have yet the pull brings in;
 * nobody makes a repository for it, which would take a right to make any.
 */
function pulling(repositories: readonly string[]): Statement[] {
  if (repositories.length === 0) return [];
  return [
    {
      sid: "PullImages",
      actions: [
        "ecr:BatchCheckLayerAvailability",
        "ecr:BatchGetImage",
        "ecr:BatchImportUpstreamImage",
        "ecr:GetDownloadUrlForLayer",
      ],
      resources: repositories,
    },
  ];
}

/** A deployment in Prefect may name any image of the account, whatever the default is. */
function flowRunRepositories(image: string | undefined, arns: Arns): string[] {
  return [arns.of("ecr", "repository/*"), ...(image === undefined ? [] : repositoryOf(image, arns))];
}

/** An image may come from the registry of another account or region; none for an image that ECR does not keep. */
function repositoryOf(image: string, arns: Arns): string[] {
  const { host = "", name } = /^(?<host>[^/]+)\/(?<name>[^:@]+)/.exec(image)?.groups ?? {};
  const registry = ecrRegistry(host);
  if (registry === undefined || name === undefined) return [];
  return [arns.ofRepository({ ...registry, name })];
}
