import { S3Client } from "@aws-sdk/client-s3";
import type { World } from "../../../local/world.ts";
import { EnvironmentStore } from "../../../src/terraform/environment-store.ts";
import { stateBucket } from "./state-bucket.ts";

/** The records of a team's environments, as the action keeps them. */
export function environmentStore(team: Pick<World, "account" | "region" | "awsOptions">): EnvironmentStore {
  return new EnvironmentStore({
    s3: new S3Client({ ...team.awsOptions, forcePathStyle: true }),
    bucket: stateBucket(team),
    account: team.account,
  });
}
