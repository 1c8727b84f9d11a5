import type { Arns } from "./arns.ts";
import { dnsSuffixOf } from "./dns-suffix.ts";
import type { PrefectConfig, WorkerStackConfig } from "./config.ts";
import type { Encryption } from "./encryption.ts";
import { SecretsmanagerSecret, SecretsmanagerSecretVersion } from "./lib/aws.ts";
import { Annotations, Construct, type ITerraformDependable, TerraformVariable } from "./lib/cdktf.ts";
import type { Statement } from "./lib/policy.ts";

/** The credential with which the worker speaks to Prefect's API, if that asks for one. */
export class PrefectSecret extends Construct {
  /** Known only once the secret exists, when it is ours; "" if there is none. */
  readonly arn: string;
  /** Changes when the value of a secret of our own does; otherwise 0. */
  readonly version: number;
  /** What the container definition lists under `secrets`. */
  readonly containerSecrets: readonly { readonly name: string; readonly valueFrom: string }[];
  /** What the execution role must be allowed to hand the value to a container. */
  readonly reading: readonly Statement[];
  /** What must exist before a task can start. */
  readonly value: readonly ITerraformDependable[];

  constructor(scope: Construct, id: string, config: WorkerStackConfig, arns: Arns, encryption: Encryption) {
    super(scope, id);
    const { credential } = config.prefect;
    const { arn, version, reading, value } = this.#secretOf(config, arns, encryption);
    this.arn = arn;
    this.version = version;
    this.reading = reading;
    this.value = value;
    this.containerSecrets = credential.kind === "none" ? [] : [{ name: credential.variable, valueFrom: arn }];
    if (credential.kind !== "none") this.#warnOfPlainHttp(config.prefect);
  }

  #secretOf({ prefect, names, deploymentName }: WorkerStackConfig, arns: Arns, encryption: Encryption) {
    const { credential } = prefect;
    switch (credential.kind) {
      case "none":
        return { arn: "", version: 0, reading: [], value: [] };
      case "existing-secret":
        return { arn: credential.secretArn, version: 0, reading: readingOf(credential.secretArn), value: [] };
      case "made-secret": {
        const secret = this.#make(names.secret, deploymentName, encryption.keyArn);
        // To the name Secrets Manager appends a hyphen and six characters of its own.
        const arnPattern = arns.of("secretsmanager", `secret:${names.secret}-??????`);
        return {
          arn: secret.arn,
          version: credential.version,
          reading: [
            getSecretValue(arnPattern),
            ...encryption.decrypting("DecryptPrefectSecret", "secretsmanager", {
              "kms:EncryptionContext:SecretARN": arnPattern,
            }),
          ],
          value: [this.#write(secret, credential.version)],
        };
      }
    }
  }

  /**
   * Without a recovery window, which would block the name for the next deployment of that name. Nothing is
   * lost: whoever deploys holds the value.
   */
  #make(name: string, deploymentName: string, keyArn: string | undefined): SecretsmanagerSecret {
    return new SecretsmanagerSecret(this, "aws_secretsmanager_secret.prefect_credential", {
      name,
      description: `Credential of the Prefect API for ${deploymentName}`,
      recoveryWindowInDays: 0,
      ...(keyArn === undefined ? {} : { kmsKeyId: keyArn }),
    });
  }

  /** From an ephemeral variable into a write-only argument: neither plan nor state ever holds the value. */
  #write(secret: SecretsmanagerSecret, version: number): SecretsmanagerSecretVersion {
    const variable = new TerraformVariable(this, "var.prefect_credential", {
      type: "string",
      sensitive: true,
      description: "API key or basic-auth string of the Prefect API",
    });
    variable.addOverride("ephemeral", true); // cdktf 0.21 does not know it.
    return new SecretsmanagerSecretVersion(this, "aws_secretsmanager_secret_version.prefect_credential", {
      secretId: secret.id,
      secretStringWo: variable.stringValue,
      secretStringWoVersion: version,
    });
  }

  #warnOfPlainHttp({ apiUrl }: PrefectConfig): void {
    if (new URL(apiUrl).protocol !== "http:") return;
    Annotations.of(this).addWarning(
      `Prefect's credential travels unencrypted: the API URL is ${apiUrl}. ` +
        "Use https, or make sure that the way there lies wholly inside your network.",
    );
  }
}

/** A secret that somebody else keeps, and that may be encrypted with a KMS key of theirs. */
function readingOf(secretArn: string): Statement[] {
  // In a container definition an ARN may end in `:json-key:version-stage:version-id`.
  const parts = secretArn.split(":").slice(0, 7);
  const plainArn = parts.join(":");
  const [arn = "", partition = "", , region = "", account = ""] = parts;
  return [
    getSecretValue(plainArn),
    {
      sid: "DecryptPrefectSecret",
      actions: ["kms:Decrypt"],
      resources: [[arn, partition, "kms", region, account, "key/*"].join(":")],
      conditions: {
        StringEquals: {
          "kms:ViaService": `secretsmanager.${region}.${dnsSuffixOf(region)}`,
          "kms:EncryptionContext:SecretARN": plainArn,
        },
      },
    },
  ];
}

function getSecretValue(secretArn: string): Statement {
  return { sid: "ReadPrefectSecret", actions: ["secretsmanager:GetSecretValue"], resources: [secretArn] };
}
