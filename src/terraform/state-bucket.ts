import {
  type BucketLocationConstraint,
  CreateBucketCommand,
  GetBucketVersioningCommand,
  HeadBucketCommand,
  PutBucketEncryptionCommand,
  PutBucketOwnershipControlsCommand,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
  PutPublicAccessBlockCommand,
  type S3Client,
  S3ServiceException,
} from "@aws-sdk/client-s3";
import { OutsideError } from "../errors.ts";

/** `prefect-ecs-worker-123456789012-eu-west-1` */
export function stateBucketName(account: string, region: string): string {
  return `prefect-ecs-worker-${account}-${region}`;
}

export interface StateBucketOptions {
  readonly s3: S3Client;
  readonly bucket: string;
  /** The account that must own the bucket. */
  readonly account: string;
  readonly region: string;
}

/** The bucket that holds the states and the records beside them. */
export class StateBucket {
  readonly #options: StateBucketOptions;

  constructor(options: StateBucketOptions) {
    this.#options = options;
  }

  /**
   * `unfinished` is a bucket without versioning, the last step of `create`: its making was cut off.
   *
   * @throws OutsideError when the bucket is somebody else's or lies in another region
   */
  async inspect(): Promise<"ready" | "unfinished" | "missing"> {
    const { s3, bucket, account, region } = this.#options;
    const owned = { Bucket: bucket, ExpectedBucketOwner: account };
    try {
      const { BucketRegion } = await s3.send(new HeadBucketCommand(owned));
      if (BucketRegion !== undefined && BucketRegion !== region)
        throw inOtherRegion(this.#options, BucketRegion);
    } catch (cause) {
      switch (statusOf(cause)) {
        case 404:
          return "missing";
        case 301:
          throw inOtherRegion(this.#options, "another region", cause);
        case 403:
          throw notOurs(this.#options, cause);
        default:
          throw cause;
      }
    }
    return (await this.#isVersioned()) ? "ready" : "unfinished";
  }

  /**
   * Makes the bucket private, encrypted, versioned and open to TLS only. Each step is applied again when the
   * bucket exists already, so that a run finishes what another has begun.
   */
  async create(): Promise<void> {
    const { s3, bucket, account } = this.#options;
    const owned = { Bucket: bucket, ExpectedBucketOwner: account };
    await this.#createEmpty();
    await s3.send(
      new PutPublicAccessBlockCommand({
        ...owned,
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          IgnorePublicAcls: true,
          BlockPublicPolicy: true,
          RestrictPublicBuckets: true,
        },
      }),
    );
    await s3.send(
      new PutBucketOwnershipControlsCommand({
        ...owned,
        OwnershipControls: { Rules: [{ ObjectOwnership: "BucketOwnerEnforced" }] },
      }),
    );
    await s3.send(
      new PutBucketEncryptionCommand({
        ...owned,
        ServerSideEncryptionConfiguration: {
          Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" } }],
        },
      }),
    );
    await s3.send(
      new PutBucketPolicyCommand({ ...owned, Policy: JSON.stringify(tlsOnlyPolicy(this.#options)) }),
    );
    // Last, because it tells that the bucket is finished.
    await s3.send(
      new PutBucketVersioningCommand({ ...owned, VersioningConfiguration: { Status: "Enabled" } }),
    );
  }

  async #createEmpty(): Promise<void> {
    const { s3, bucket, region } = this.#options;
    try {
      await s3.send(
        new CreateBucketCommand({
          Bucket: bucket,
          // S3 refuses us-east-1 by name: it is what no constraint means.
          ...(region === "us-east-1"
            ? {}
            : // The SDK's list of regions ends with its own date; S3 knows whether this one exists.
              { CreateBucketConfiguration: { LocationConstraint: region as BucketLocationConstraint } }),
        }),
      );
    } catch (cause) {
      const name = cause instanceof S3ServiceException ? cause.name : "";
      if (name === "BucketAlreadyExists") throw notOurs(this.#options, cause);
      if (name !== "BucketAlreadyOwnedByYou") throw cause;
    }
  }

  async #isVersioned(): Promise<boolean> {
    const { s3, bucket, account } = this.#options;
    try {
      const { Status } = await s3.send(
        new GetBucketVersioningCommand({ Bucket: bucket, ExpectedBucketOwner: account }),
      );
      return Status === "Enabled";
    } catch (cause) {
      // A role that only plans may not look; then the bucket's existence must do.
      if (statusOf(cause) === 403) return true;
      throw cause;
    }
  }
}

function tlsOnlyPolicy({ bucket, region }: StateBucketOptions): unknown {
  const arn = `arn:${partitionOf(region)}:s3:::${bucket}`;
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "DenyPlainHttp",
        Effect: "Deny",
        Principal: "*",
        Action: "s3:*",
        Resource: [arn, `${arn}/*`],
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
    ],
  };
}

function partitionOf(region: string): string {
  if (region.startsWith("cn-")) return "aws-cn";
  if (region.startsWith("us-gov-")) return "aws-us-gov";
  return "aws";
}

function inOtherRegion({ bucket, region }: StateBucketOptions, where: string, cause?: unknown): OutsideError {
  return new OutsideError(
    "state-bucket-refused",
    `The state bucket ${bucket} cannot be used: it lies in ${where}, this run works in ${region}. ` +
      `Name a bucket in ${region} with the input \`state-bucket\`, or run in the bucket's region.`,
    { cause },
  );
}

function notOurs({ bucket, account }: StateBucketOptions, cause: unknown): OutsideError {
  return new OutsideError(
    "state-bucket-refused",
    `The state bucket ${bucket} was refused: it belongs to another account than ${account}, or the role may ` +
      `not see it. Allow s3:ListBucket on it, or name a bucket of account ${account} with the input ` +
      `\`state-bucket\`.`,
    { cause },
  );
}

function statusOf(error: unknown): number | undefined {
  return error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;
}
