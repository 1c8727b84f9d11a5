import type { Arns } from "./arns.ts";
import type { Statement } from "./lib/policy.ts";
import type { Logs } from "./logs.ts";
import type { PrefectSecret } from "./secrets.ts";

/** What ECS itself does in the name of a task before it runs: pull the image, open the log, read the secret. */
export function executionPermissions(
  image: string,
  arns: Arns,
  logs: Logs,
  secret: PrefectSecret,
): Statement[] {
  return [
    {
      sid: "LogInToRegistry",
      actions: ["ecr:GetAuthorizationToken"],
      resources: ["*"], // The action knows no resources.
    },
    {
      sid: "PullImages",
      actions: ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
      resources: [...flowRunRepositories(arns), ...workerRepository(image, arns)],
    },
    {
      sid: "WriteLogs",
      actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
      resources: [logs.streamArns],
    },
    ...secret.reading,
  ];
}

/** Which images the flow runs will use is not known here; they, too, start with this role. */
function flowRunRepositories(arns: Arns): string[] {
  return [arns.of("ecr", "repository/*")];
}

/** The worker's own image may come from the registry of another account or region. */
function workerRepository(image: string, arns: Arns): string[] {
  const ecrImage =
    /^(?<account>\d{12})\.dkr\.ecr\.(?<region>[a-z0-9-]+)\.amazonaws\.com(\.cn)?\/(?<name>[^:@]+)/;
  const { account, region, name } = ecrImage.exec(image)?.groups ?? {};
  if (account === undefined || region === undefined || name === undefined) return [];
  return [arns.ofRepository({ account, region, name })];
}
