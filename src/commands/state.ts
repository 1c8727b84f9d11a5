import { awsAccount } from "../aws/identity.ts";
import { UserError } from "../errors.ts";
import type { EnvironmentRecord } from "../terraform/environment-record.ts";
import { EnvironmentStore } from "../terraform/environment-store.ts";
import { StateBucket, stateBucketName } from "../terraform/state-bucket.ts";
import type { Context } from "./context.ts";

/** The bucket of an account and region that holds every environment's state and record. */
export interface State {
  readonly account: string;
  readonly bucketName: string;
  readonly bucket: StateBucket;
  readonly store: EnvironmentStore;
  readonly condition: "ready" | "unfinished" | "missing";
}

/**
 * Finds the state bucket without changing anything.
 * @throws UserError without AWS credentials; OutsideError when AWS refuses them or the bucket is not ours
 */
export async function openState({ aws, settings }: Context): Promise<State> {
  const account = await awsAccount(aws.sts);
  const { region } = settings.aws;
  const bucketName = settings.stateBucket || stateBucketName(account, region);
  const bucket = new StateBucket({ s3: aws.s3, bucket: bucketName, account, region });
  const store = new EnvironmentStore({ s3: aws.s3, bucket: bucketName, account });
  const condition = await bucket.inspect();
  if (settings.stateBucket !== "" && condition === "unfinished") {
    throw new UserError(
      "state-bucket-not-versioned",
      `The input state-bucket is "${bucketName}": that bucket keeps no versions, without which a broken state is lost. ` +
        "Turn on its versioning; a bucket that somebody named is used as it is, and never changed.",
    );
  }
  return { account, bucketName, bucket, store, condition };
}

/** The records of every environment of this repository; none while there is no bucket. */
export async function recordsOf(
  { settings }: Context,
  { store, condition }: State,
): Promise<readonly EnvironmentRecord[]> {
  return condition === "missing" ? [] : store.list(`${settings.github.repository}/`);
}
