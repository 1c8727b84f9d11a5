import { dnsSuffixOf } from "./dns-suffix.ts";
import type { Statement } from "./lib/policy.ts";

type Secrets = Readonly<Record<string, string>>;

/** What the worker's container definition lists under `secrets`, in a stable order. */
export function workerSecrets(secrets: Secrets) {
  return Object.entries(secrets)
    .map(([name, valueFrom]) => ({ name, valueFrom }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Lets the execution role read exactly these secrets and parameters, and decrypt them if need be. */
export function readingWorkerSecrets(secrets: Secrets): Statement[] {
  const arns = [...new Set(Object.values(secrets))].sort();
  return [
    ...reading("WorkerSecrets", SECRETS_MANAGER, arns),
    ...reading("WorkerParameters", PARAMETER_STORE, arns),
  ];
}

interface Store {
  readonly service: "secretsmanager" | "ssm";
  readonly action: string;
  /** Key of the encryption context in which the store has KMS decrypt a value. */
  readonly contextKey: string;
}
const SECRETS_MANAGER: Store = {
  service: "secretsmanager",
  action: "secretsmanager:GetSecretValue",
  contextKey: "kms:EncryptionContext:SecretARN",
};
const PARAMETER_STORE: Store = {
  service: "ssm",
  action: "ssm:GetParameters",
  contextKey: "kms:EncryptionContext:PARAMETER_ARN",
};

function reading(sid: string, { service, action, contextKey }: Store, arns: readonly string[]): Statement[] {
  const stored = arns.filter((arn) => partsOf(arn).service === service).map(plainArn);
  if (stored.length === 0) return [];
  return [
    { sid: `Read${sid}`, actions: [action], resources: unique(stored) },
    {
      sid: `Decrypt${sid}`,
      actions: ["kms:Decrypt"],
      resources: unique(stored.map(keysOf)),
      conditions: {
        StringEquals: {
          "kms:ViaService": unique(
            stored.map(partsOf).map(({ region }) => `${service}.${region}.${dnsSuffixOf(region)}`),
          ),
          [contextKey]: unique(stored),
        },
      },
    },
  ];
}

/** In a container definition a secret's ARN may end in `:json-key:version-stage:version-id`. */
function plainArn(arn: string): string {
  return partsOf(arn).service === "ssm" ? arn : arn.split(":").slice(0, 7).join(":");
}

/** Whoever keeps the value chose its key; the encryption context ties it to this very value. */
function keysOf(arn: string): string {
  const { partition, region, account } = partsOf(arn);
  return `arn:${partition}:kms:${region}:${account}:key/*`;
}

function partsOf(arn: string) {
  const [, partition = "", service = "", region = "", account = ""] = arn.split(":");
  return { partition, service, region, account };
}

function unique(texts: readonly string[]): string[] {
  return [...new Set(texts)];
}
