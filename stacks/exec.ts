import type { Arns } from "./arns.ts";
import type { WorkerStackConfig } from "./config.ts";
import type { Encryption } from "./encryption.ts";
import type { Statement } from "./lib/policy.ts";

/** What the worker's role needs for ECS Exec: a channel to Session Manager, and the session's log. */
export function execPermissions(
  { worker, names }: WorkerStackConfig,
  arns: Arns,
  { keyArn }: Pick<Encryption, "keyArn">,
): Statement[] {
  if (!worker.isExecEnabled) return [];
  return [
    {
      sid: "OpenSessions",
      actions: [
        "ssmmessages:CreateControlChannel",
        "ssmmessages:CreateDataChannel",
        "ssmmessages:OpenControlChannel",
        "ssmmessages:OpenDataChannel",
      ],
      resources: ["*"], // The actions know no resources.
      conditions: { StringEquals: { "aws:RequestedRegion": arns.region } },
    },
    {
      sid: "FindSessionLog",
      actions: ["logs:DescribeLogGroups"],
      resources: ["*"], // Session Manager lists all groups before it writes to one.
      conditions: { StringEquals: { "aws:RequestedRegion": arns.region } },
    },
    {
      sid: "WriteSessionLog",
      actions: ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
      resources: [arns.of("logs", `log-group:${names.logGroup}:*`)],
    },
    ...(keyArn === undefined
      ? []
      : [{ sid: "DecryptSessions", actions: ["kms:Decrypt"], resources: [keyArn] }]),
  ];
}

/**
 * The cluster's part: what is typed and shown in a session is kept in the deployment's log group. ECS's own default is
 * written, too: Terraform's provider never takes a configuration back that is left out, but reads it again each time,
 * and the cluster would go on naming a key that may be gone.
 */
export function execConfiguration(
  { worker, names }: WorkerStackConfig,
  { keyArn }: Pick<Encryption, "keyArn">,
) {
  if (!worker.isExecEnabled) return { executeCommandConfiguration: { logging: "DEFAULT" } };
  return {
    executeCommandConfiguration: {
      logging: "OVERRIDE",
      ...(keyArn === undefined ? {} : { kmsKeyId: keyArn }),
      logConfiguration: {
        cloudWatchLogGroupName: names.logGroup,
        cloudWatchEncryptionEnabled: keyArn !== undefined,
      },
    },
  };
}

/** What should be known of ECS Exec before it is used, in whole sentences. */
export function execWarnings({ cluster, encryption, worker }: WorkerStackConfig): string[] {
  if (!worker.isExecEnabled) return [];
  return [
    "ECS Exec is on: whoever may call ecs:ExecuteCommand gets a shell with the worker's credentials. " +
      "Turn worker.exec off again when you are done.",
    ...(worker.isRootReadOnly
      ? [
          "ECS Exec will not work: its agent writes to the container's root filesystem, and worker.read_only_root " +
            "is true. Set it to false for as long as you need a shell.",
        ]
      : []),
    ...(cluster.kind === "existing"
      ? [
          "Sessions of ECS Exec are logged and encrypted as the existing cluster is set up to: its settings are not " +
            "changed. Check that it has an execute-command configuration with a log and a KMS key, and allow the " +
            "worker in worker.policy_arns to use both.",
        ]
      : []),
    ...(cluster.kind === "create" && encryption.kind === "aws"
      ? [
          "Sessions of ECS Exec are encrypted by TLS alone: there is no KMS key (checkov's CKV_AWS_224 wants one). " +
            "Set encryption.create_key or encryption.key_arn.",
        ]
      : []),
  ];
}
