import { control, type Control, list, resources } from "./control.ts";
import { allowed, deniesInsecureTransport, isEveryone, type Statement, statementsOf } from "./statements.ts";

const SOURCES = ["aws:SourceArn", "aws:SourceAccount"];
const ofQueues = statementsOf("policy", "aws_sqs_queue", "aws_sqs_queue_policy");
const ofTopics = statementsOf("policy", "aws_sns_topic_policy");

/** Queues, topics and event rules. */
export const MESSAGING: readonly Control[] = [
  control({
    ids: ["SQS.1", "SQS2", "CKV_AWS_27", "CKV2_AWS_73", "AWS-0096", "AWS-0135"],
    title: "Queues are encrypted at rest",
    how: "by SQS's own key, or by yours; never by `alias/aws/sqs`, which EventBridge cannot use",
    of: resources("aws_sqs_queue"),
    holds: ({ sqs_managed_sse_enabled, kms_master_key_id }) =>
      typeof kms_master_key_id === "string"
        ? !kms_master_key_id.startsWith("alias/aws/")
        : sqs_managed_sse_enabled === true,
  }),
  control({
    ids: ["SQS.3", "CKV_AWS_72", "CKV_AWS_168", "CKV_AWS_387", "AWS-0097"],
    title: "Queues take messages from the event rule alone",
    how: "one service, one action, and `aws:SourceArn` of the rule",
    of: allowed(ofQueues),
    holds: acceptsOneSource,
  }),
  control({
    ids: ["SQS4"],
    title: "Queues are reached over TLS alone",
    how: "the policy refuses what comes without",
    of: resources("aws_sqs_queue"),
    holds: ({ address }, stack) =>
      deniesInsecureTransport(ofQueues(stack).filter((statement) => statement.address === address)),
  }),
  control({
    ids: ["SQS3"],
    title: "What a worker cannot work on is kept",
    how: "in a dead-letter queue, for 14 days, which an alarm watches",
    of: (stack) =>
      resources("aws_sqs_queue")(stack).filter(
        ({ redrive_allow_policy }) => redrive_allow_policy === undefined,
      ),
    holds: ({ address }, stack) =>
      resources("aws_sqs_queue_redrive_policy")(stack).some(({ queue_url }) =>
        String(queue_url).includes(address),
      ),
  }),
  control({
    ids: ["EventBusDLQ"],
    title: "An event that cannot be delivered is kept",
    how: "the rule's target has the dead-letter queue, too",
    of: (stack) =>
      resources("aws_cloudwatch_event_target")(stack).filter(({ arn }) => String(arn).includes(":sqs:")),
    holds: ({ dead_letter_config }) => list(dead_letter_config).length === 1,
  }),
  control({
    ids: ["SNS.4", "CKV_AWS_169", "CKV_AWS_385"],
    title: "Topics take messages from CloudWatch for this account and from EventBridge alone",
    how: "one service and one action each, and `aws:SourceAccount`; EventBridge meets no condition of a topic's policy",
    of: allowed(ofTopics),
    holds: (statement) => (isOfEventBridge(statement) ? acceptsOneService : acceptsOneSource)(statement),
  }),
  control({
    ids: ["SNS3"],
    title: "Topics are reached over TLS alone",
    how: "the policy refuses what comes without",
    of: resources("aws_sns_topic_policy"),
    holds: ({ address }, stack) =>
      deniesInsecureTransport(ofTopics(stack).filter((statement) => statement.address === address)),
  }),
];

function acceptsOneSource(statement: Statement): boolean {
  return acceptsOneService(statement) && SOURCES.some((key) => key in statement.conditions);
}

function acceptsOneService({ principal, actions }: Statement): boolean {
  return !isEveryone(principal) && actions.length === 1 && !String(actions).includes("*");
}

function isOfEventBridge({ principal }: Statement): boolean {
  return JSON.stringify(principal) === JSON.stringify({ Service: "events.amazonaws.com" });
}
