import {
  type CloudWatchLogsClient,
  DeleteLogGroupCommand,
  GetLogEventsCommand,
  ResourceNotFoundException,
} from "@aws-sdk/client-cloudwatch-logs";

/** The last lines of a log stream, oldest first; none while the stream does not exist. */
export async function logTail(
  logs: CloudWatchLogsClient,
  logGroupName: string,
  logStreamName: string,
  lines = 30,
): Promise<string[]> {
  try {
    const { events } = await logs.send(
      new GetLogEventsCommand({ logGroupName, logStreamName, limit: lines, startFromHead: false }),
    );
    return (events ?? []).map(({ message }) => message ?? "");
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return [];
    throw error;
  }
}

/** @returns whether it was there */
export async function deleteLogGroup(logs: CloudWatchLogsClient, logGroupName: string): Promise<boolean> {
  try {
    await logs.send(new DeleteLogGroupCommand({ logGroupName }));
    return true;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return false;
    throw error;
  }
}
