import type { Arns } from "./arns.ts";
import type { WorkerStackConfig } from "./config.ts";
import type { Statement } from "./lib/policy.ts";
import type { Logs } from "./logs.ts";
import type { PrefectSecret } from "./secrets.ts";

/**
 * What ECS itself does in the name of a task before it runs: pull the image, open the log, read the secret.
 * For the worker, and for flow runs where they have no execution role of their own.
 */
export function executionPermissions(
  { worker, flowRuns }: WorkerStackConfig,
  arns: Arns,
  logs: Logs,
  secret: PrefectSecret,
): Statement[] {
  const startsFlowRuns = flowRuns.executionRoleArn === undefined;
  const logStreams = startsFlowRuns ? [logs.streamArns, logs.flowRunStreamArns] : [logs.streamArns];
  return [
    {
      sid: "LogInToRegistry",
      actions: ["ecr:GetAuthorizationToken"],
      resources: ["*"], // The action knows no resources.
    },
    ...pulling([
      ...(startsFlowRuns ? flowRunRepositories(flowRuns.image, arns) : []),
      ...repositoryOf(worker.image, arns),
    ]),
    {
      sid: "WriteLogs",
      actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
      resources: [...new Set(logStreams)],
    },
    ...secret.reading,
  ];
}

/** Images of Docker Hub and the like need no rights. */
function pulling(repositories: readonly string[]): Statement[] {
  if (repositories.length === 0) return [];
  return [
    {
      sid: "PullImages",
      actions: ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
      resources: [...new Set(repositories)],
    },
  ];
}

/** A deployment in Prefect may name any image of the account, whatever the default is. */
function flowRunRepositories(image: string | undefined, arns: Arns): string[] {
  return [arns.of("ecr", "repository/*"), ...(image === undefined ? [] : repositoryOf(image, arns))];
}

/** An image may come from the registry of another account or region; none for an image that ECR does not keep. */
function repositoryOf(image: string, arns: Arns): string[] {
  const ecrImage =
    /^(?<account>\d{12})\.dkr\.ecr\.(?<region>[a-z0-9-]+)\.amazonaws\.com(\.cn)?\/(?<name>[^:@]+)/;
  const { account, region, name } = ecrImage.exec(image)?.groups ?? {};
  if (account === undefined || region === undefined || name === undefined) return [];
  return [arns.ofRepository({ account, region, name })];
}
