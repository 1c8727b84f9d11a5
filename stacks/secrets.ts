import type { Arns } from "./arns.ts";
import type { PrefectCredential, WorkerStackConfig } from "./config.ts";
import { SecretsmanagerSecret, SecretsmanagerSecretVersion } from "./lib/aws.ts";
import { Annotations, Construct, type ITerraformDependable, TerraformVariable } from "./lib/cdktf.ts";
import type { Statement } from "./lib/policy.ts";

/** The credential with which worker and flow runs speak to Prefect's API, if it asks for one. */
export class PrefectSecret extends Construct {
  /** ARN of the secret, known only once it exists when it is ours; "" if there is none. */
  readonly arn: string;
  /** What the container definition lists under `secrets`. */
  readonly containerSecrets: readonly { readonly name: string; readonly valueFrom: string }[];
  /** Changes when the value of a secret of our own does; 0 for anybody else's. */
  readonly version: number;
  /** What the execution role needs in order to hand the secret to a container. */
  readonly reading: readonly Statement[];
  /** What must exist before a task can start. */
  readonly value: readonly ITerraformDependable[];

  constructor(scope: Construct, id: string, config: WorkerStackConfig, arns: Arns) {
    super(scope, id);
    const { credential, apiUrl } = config.prefect;
    switch (credential.kind) {
      case "none":
        this.arn = "";
        this.version = 0;
        this.reading = [];
        this.value = [];
        break;
      case "existing-secret":
        this.arn = credential.secretArn;
        this.version = 0;
        this.reading = readingOf(credential.secretArn, arns);
        this.value = [];
        break;
      case "made-secret": {
        const made = this.#makeSecret(config.names.secret, config.deploymentName, credential.version);
        this.arn = made.secretId;
        this.version = credential.version;
        // Secrets Manager appends a hyphen and six characters to the name.
        this.reading = [getSecretValue(arns.of("secretsmanager", `secret:${config.names.secret}-??????`))];
        this.value = [made];
        break;
      }
    }
    this.containerSecrets =
      credential.kind === "none" ? [] : [{ name: credential.variable, valueFrom: this.arn }];
    if (credential.kind !== "none") this.#warnOfPlainHttp(credential, apiUrl);
  }

  /**
   * The value goes from an ephemeral variable into a write-only argument, so that neither plan nor state
   * ever holds it. Without a recovery window, since that would block the name for a deployment of the same
   * name, and the value is not lost: whoever deploys holds it.
   */
  #makeSecret(name: string, deploymentName: string, version: number): SecretsmanagerSecretVersion {
    const value = new TerraformVariable(this, "prefect_credential", {
      type: "string",
      sensitive: true,
      description: "API key or basic-auth string of the Prefect API",
    });
    value.addOverride("ephemeral", true); // cdktf 0.21 does not know it.
    const secret = new SecretsmanagerSecret(this, "prefect_credential", {
      name,
      description: `Credential of the Prefect API for ${deploymentName}`,
      recoveryWindowInDays: 0,
    });
    return new SecretsmanagerSecretVersion(this, "prefect_credential", {
      secretId: secret.arn,
      secretStringWo: value.stringValue,
      secretStringWoVersion: version,
    });
  }

  #warnOfPlainHttp({ kind }: PrefectCredential, apiUrl: string): void {
    if (kind === "none" || new URL(apiUrl).protocol !== "http:") return;
    Annotations.of(this).addWarning(
      `The Prefect credential travels unencrypted: the API URL ${apiUrl} begins with http. ` +
        "Use https, or make sure that the way to it lies wholly inside your network.",
    );
  }
}

/** A secret of somebody else's may be encrypted with a KMS key of theirs. */
function readingOf(secretArn: string, arns: Arns): Statement[] {
  // An ARN in a container definition may end in `:json-key:version-stage:version-id`.
  const [arn, partition, , region, account, ...resource] = secretArn.split(":");
  const plainArn = [arn, partition, "secretsmanager", region, account, ...resource.slice(0, 2)].join(":");
  return [
    getSecretValue(plainArn),
    {
      sid: "DecryptPrefectSecret",
      actions: ["kms:Decrypt"],
      resources: [[arn, partition, "kms", region, account, "key/*"].join(":")],
      conditions: {
        StringEquals: {
          "kms:ViaService": `secretsmanager.${region ?? arns.region}.amazonaws.com`,
          "kms:EncryptionContext:SecretARN": plainArn,
        },
      },
    },
  ];
}

function getSecretValue(arn: string): Statement {
  return { sid: "ReadPrefectSecret", actions: ["secretsmanager:GetSecretValue"], resources: [arn] };
}
