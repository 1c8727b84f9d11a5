import { createHash } from "node:crypto";
import type { Arns } from "./arns.ts";
import type { WorkerStackConfig } from "./config.ts";
import type { Encryption } from "./encryption.ts";
import { SnsTopic, SnsTopicPolicy, SnsTopicSubscription } from "./lib/aws.ts";
import { Construct } from "./lib/cdktf.ts";
import { denyInsecureTransport, policy } from "./lib/policy.ts";

/** Where alarms and alerts go, and who hears of them. */
export class AlarmTopic extends Construct {
  readonly arn: string;

  constructor(scope: Construct, id: string, config: WorkerStackConfig, arns: Arns, { keyArn }: Encryption) {
    super(scope, id);
    const name = config.names.alarmTopic;
    this.arn = new SnsTopic(this, "aws_sns_topic.alarms", {
      name,
      // Else not encrypted at rest: CloudWatch cannot use the key alias/aws/sns, and a key of our own costs
      // money monthly. A message says which alarm changed its state, nothing secret.
      ...(keyArn === undefined ? {} : { kmsMasterKeyId: keyArn }),
    }).arn;
    new SnsTopicPolicy(this, "aws_sns_topic_policy.alarms", {
      arn: this.arn,
      policy: acceptAlarmsOf(arns.account, arns.of("sns", name)),
    });
    for (const address of config.alarms.email) this.#subscribe(address);
  }

  #subscribe(address: string): void {
    new SnsTopicSubscription(this, `aws_sns_topic_subscription.${subscriptionName(address)}`, {
      topicArn: this.arn,
      protocol: "email",
      endpoint: address,
    });
  }
}

function acceptAlarmsOf(account: string, topicArn: string): string {
  return policy([
    {
      sid: "AcceptAlarms",
      principal: { service: "cloudwatch.amazonaws.com" },
      actions: ["sns:Publish"],
      resources: [topicArn],
      conditions: { StringEquals: { "aws:SourceAccount": account } },
    },
    {
      // Without a condition: EventBridge fills in no key of one when it publishes to a topic (EventBridge User
      // Guide, "Amazon SNS permissions"), so that each would lose every alert.
      sid: "AcceptAlerts",
      principal: { service: "events.amazonaws.com" },
      actions: ["sns:Publish"],
      resources: [topicArn],
    },
    denyInsecureTransport(["sns:Publish"], topicArn),
  ]);
}

/** Readable, of Terraform's letters, and different for `a.b@example.com` and `a-b@example.com`. */
function subscriptionName(address: string): string {
  const digest = createHash("sha256").update(address).digest("hex").slice(0, 4);
  return `${address.replace(/[^A-Za-z0-9]+/g, "_")}_${digest}`.replace(/^(?=\d)/, "_");
}
