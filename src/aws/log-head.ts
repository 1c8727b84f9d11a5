import {
  type CloudWatchLogsClient,
  GetLogEventsCommand,
  ResourceNotFoundException,
} from "@aws-sdk/client-cloudwatch-logs";

/** What a worker says when it starts, or why that is not known. */
export type LogHead =
  | { readonly kind: "read"; readonly lines: readonly string[] }
  | { readonly kind: "unreadable"; readonly reason: string };

/**
 * The first lines of a log stream; none while the stream does not exist. Never fails: a log is not everybody's to
 * read.
 */
export async function logHead(
  logs: CloudWatchLogsClient,
  logGroupName: string,
  logStreamName: string,
  limit = 200,
): Promise<LogHead> {
  try {
    const { events = [] } = await logs.send(
      new GetLogEventsCommand({ logGroupName, logStreamName, limit, startFromHead: true }),
    );
    return { kind: "read", lines: events.map(({ message = "" }) => message) };
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return { kind: "read", lines: [] };
    return { kind: "unreadable", reason: error instanceof Error ? error.name : String(error) };
  }
}
