import type { Arns } from "./arns.ts";
import { dnsSuffixOf } from "./dns-suffix.ts";
import type { WorkerStackConfig } from "./config.ts";
import { keyPolicy } from "./key-policy.ts";
import { KmsAlias, KmsKey, KmsKeyPolicy } from "./lib/aws.ts";
import { Construct, type ITerraformDependable } from "./lib/cdktf.ts";
import type { ConditionValues, Statement } from "./lib/policy.ts";

/** The KMS key of a deployment: its own, somebody else's, or none, where AWS encrypts with keys of its own. */
export class Encryption extends Construct {
  /** Waits for the key; none where AWS's own keys do. */
  readonly keyArn: string | undefined;
  /** For what only names the key: SQS looks for it when the first message comes. */
  readonly keyName: string | undefined;
  /** Must exist before a log group is made or a message comes: without it, no service may use the key. */
  readonly key: readonly ITerraformDependable[];
  readonly #region: string;

  constructor(scope: Construct, id: string, config: WorkerStackConfig, arns: Arns) {
    super(scope, id);
    const { keyArn, keyName, key } = this.#keyOf(config, arns);
    this.keyArn = keyArn;
    this.keyName = keyName;
    this.key = key;
    this.#region = arns.region;
  }

  /** Lets a role read what a service encrypted with the key; nothing where AWS's own keys do. */
  decrypting(sid: string, service: "secretsmanager" | "sqs", context: ConditionValues): Statement[] {
    if (this.keyArn === undefined) return [];
    return [
      {
        sid,
        actions: ["kms:Decrypt"],
        resources: [this.keyArn],
        conditions: {
          StringEquals: { "kms:ViaService": `${service}.${this.#region}.${dnsSuffixOf(this.#region)}` },
          ArnLike: context,
        },
      },
    ];
  }

  #keyOf(config: WorkerStackConfig, arns: Arns) {
    const { encryption, names } = config;
    switch (encryption.kind) {
      case "aws":
        return { keyArn: undefined, keyName: undefined, key: [] };
      case "existing-key":
        return { keyArn: encryption.keyArn, keyName: encryption.keyArn, key: [] };
      case "made-key": {
        const key = this.#make(config, encryption.deletionWindowDays);
        // A resource of its own: the provider waits some seconds for a policy, which a cluster need not.
        const policy = new KmsKeyPolicy(this, "aws_kms_key_policy.deployment", {
          keyId: key.keyId,
          policy: keyPolicy(config, arns),
        });
        const alias = new KmsAlias(this, "aws_kms_alias.deployment", {
          name: names.keyAlias,
          targetKeyId: key.keyId,
        });
        // By its alias the queues, which take longest of all, are made beside the key and not after it.
        return { keyArn: key.arn, keyName: names.keyAlias, key: [alias, policy] };
      }
    }
  }

  #make(config: WorkerStackConfig, deletionWindowInDays: number): KmsKey {
    return new KmsKey(this, "aws_kms_key.deployment", {
      description: `Logs, secret, alarms and task events of the Prefect worker ${config.deploymentName}`,
      enableKeyRotation: true,
      deletionWindowInDays,
    });
  }
}
