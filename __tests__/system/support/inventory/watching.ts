import { CloudWatchClient, DescribeAlarmsCommand } from "@aws-sdk/client-cloudwatch";
import { CloudWatchLogsClient, DescribeLogGroupsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { EventBridgeClient, ListRulesCommand } from "@aws-sdk/client-eventbridge";
import { ListTopicsCommand, SNSClient } from "@aws-sdk/client-sns";
import { ListQueuesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { z } from "zod";
import { jsonText } from "../../../../src/json-text.ts";
import { jsonCall } from "../unsigned-call.ts";
import type { Kind } from "./kind.ts";

/** What tells how the worker fares, and carries it to whom it concerns. */
export const WATCHING_KINDS = {
  aws_cloudwatch_metric_alarm: async (aws) => {
    const command = new DescribeAlarmsCommand({ AlarmTypes: ["MetricAlarm"], MaxRecords: 100 });
    const { MetricAlarms } = await new CloudWatchClient(aws).send(command);
    return MetricAlarms?.map(({ AlarmName }) => AlarmName);
  },
  aws_cloudwatch_composite_alarm: async (aws) => {
    const command = new DescribeAlarmsCommand({ AlarmTypes: ["CompositeAlarm"], MaxRecords: 100 });
    const { CompositeAlarms } = await new CloudWatchClient(aws).send(command);
    return CompositeAlarms?.map(({ AlarmName }) => AlarmName);
  },
  /** Not through the SDK, which cannot read how the local AWS writes when one was changed. */
  aws_cloudwatch_dashboard: async (aws) => {
    const answer = await jsonCall(aws, "monitoring", "GraniteServiceVersion20100801.ListDashboards");
    return dashboards.parse(answer).DashboardEntries.map(({ DashboardName }) => DashboardName);
  },
  aws_cloudwatch_log_group: async (aws) => {
    const { logGroups } = await new CloudWatchLogsClient(aws).send(new DescribeLogGroupsCommand({}));
    return logGroups?.map(({ logGroupName }) => logGroupName);
  },
  aws_cloudwatch_event_rule: async (aws) => {
    const { Rules } = await new EventBridgeClient(aws).send(new ListRulesCommand({}));
    return Rules?.map(({ Name }) => Name);
  },
  aws_sns_topic: async (aws) => {
    const { Topics } = await new SNSClient(aws).send(new ListTopicsCommand({}));
    return Topics?.map(({ TopicArn }) => TopicArn);
  },
  aws_sqs_queue: async (aws) => (await new SQSClient(aws).send(new ListQueuesCommand({}))).QueueUrls,
} satisfies Readonly<Record<string, Kind>>;

const dashboards = jsonText.pipe(
  z.object({ DashboardEntries: z.array(z.object({ DashboardName: z.string() })) }),
);
