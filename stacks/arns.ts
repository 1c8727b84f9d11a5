import type { WorkerStackConfig } from "./config.ts";
import { rolesOfThisAccount } from "./given-roles.ts";
import { DataAwsCallerIdentity, DataAwsPartition } from "./lib/aws.ts";
import { Construct } from "./lib/cdktf.ts";

/**
 * ARNs composed from names. A resource that only needs to *name* another one takes its ARN from here: it
 * then waits for nothing, and the whole policy is readable in the plan before anything exists.
 */
export class Arns extends Construct {
  readonly account: string;
  readonly region: string;
  readonly #partition: string;

  constructor(scope: Construct, id: string, config: WorkerStackConfig) {
    super(scope, id);
    this.region = config.region;
    this.account = new DataAwsCallerIdentity(
      this,
      "data.aws_caller_identity.current",
      rolesOfThisAccount(config),
    ).accountId;
    this.#partition = new DataAwsPartition(this, "data.aws_partition.current").partition;
  }

  /** `resource` is everything after the account: `cluster/etl-production`. */
  of(service: string, resource: string): string {
    return `arn:${this.#partition}:${service}:${this.region}:${this.account}:${resource}`;
  }

  /** IAM's ARNs have no region. */
  ofRole(name: string): string {
    return `arn:${this.#partition}:iam::${this.account}:role/${name}`;
  }

  /** Whom IAM's policies of the account speak for. */
  ofRoot(): string {
    return `arn:${this.#partition}:iam::${this.account}:root`;
  }

  /** A repository may belong to another account or region than the deployment. */
  ofRepository({ region, account, name }: { region: string; account: string; name: string }): string {
    return `arn:${this.#partition}:ecr:${region}:${account}:repository/${name}`;
  }
}
