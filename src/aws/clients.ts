import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { ECSClient } from "@aws-sdk/client-ecs";
import { S3Client } from "@aws-sdk/client-s3";
import { STSClient } from "@aws-sdk/client-sts";

export interface AwsClients {
  readonly ecs: ECSClient;
  readonly logs: CloudWatchLogsClient;
  readonly s3: S3Client;
  readonly sts: STSClient;
}

/**
 * Clients of one region, with credentials found as the AWS SDK finds them. The SDK's adaptive mode slows
 * down by itself when AWS throttles.
 * @param isEmulator an emulator has one host name for all buckets
 */
export function createAwsClients(region: string, isEmulator: boolean): AwsClients {
  const options = { region, retryMode: "adaptive", maxAttempts: 5 };
  return {
    ecs: new ECSClient(options),
    logs: new CloudWatchLogsClient(options),
    s3: new S3Client({ ...options, forcePathStyle: isEmulator }),
    sts: new STSClient(options),
  };
}
