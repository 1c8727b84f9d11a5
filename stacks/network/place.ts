import type { ITerraformDependable } from "../lib/cdktf.ts";
import type { VpcEndpoints } from "./vpc-endpoints.ts";

/** Where tasks run, whoever made it. */
export interface Place {
  readonly vpcId: string;
  readonly subnetIds: readonly string[];
  /** Endpoints that are ours. */
  readonly endpoints?: VpcEndpoints | undefined;
  /** Routes and endpoints that are ours, without which a task reaches nothing. */
  readonly ways: readonly ITerraformDependable[];
}
