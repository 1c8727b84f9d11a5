import type { Cluster } from "./cluster.ts";
import type { WorkerStackConfig } from "./config.ts";
import { CloudwatchEventRule, CloudwatchEventTarget } from "./lib/aws.ts";
import { Construct } from "./lib/cdktf.ts";

export interface AlertsProps {
  readonly cluster: Cluster;
  readonly serviceArn: string;
  readonly topicArn: string;
}

/** What ECS itself says of the worker's service, sent on in words: an alarm sees only that something is missing. */
export class Alerts extends Construct {
  constructor(scope: Construct, id: string, config: WorkerStackConfig, props: AlertsProps) {
    super(scope, id);
    for (const alert of alertsOf(config, props)) this.#alert(alert, props.topicArn);
  }

  #alert({ key, name, description, pattern, facts, message }: Alert, topicArn: string): void {
    const rule = new CloudwatchEventRule(this, `aws_cloudwatch_event_rule.${key}`, {
      name,
      description,
      eventPattern: JSON.stringify({ source: ["aws.ecs"], ...pattern }),
    });
    new CloudwatchEventTarget(this, `aws_cloudwatch_event_target.${key}`, {
      rule: rule.name,
      targetId: "alarm-topic",
      arn: topicArn,
      // A template of plain text stands in quotation marks.
      inputTransformer: { inputPaths: facts, inputTemplate: JSON.stringify(message) },
    });
  }
}

interface Alert {
  /** Name in Terraform's address. */
  readonly key: string;
  readonly name: string;
  readonly description: string;
  readonly pattern: Readonly<Record<string, unknown>>;
  /** Placeholder of the message to where its value stands in the event. */
  readonly facts: Readonly<Record<string, string>>;
  readonly message: string;
}

function alertsOf(
  { deploymentName, names }: WorkerStackConfig,
  { cluster, serviceArn }: AlertsProps,
): readonly Alert[] {
  return [
    {
      key: "failed_deployment",
      name: names.failedDeploymentRule,
      description: `Deployments of ${names.service} that ECS gives up`,
      pattern: {
        "detail-type": ["ECS Deployment State Change"],
        resources: [serviceArn],
        detail: { eventName: ["SERVICE_DEPLOYMENT_FAILED"] },
      },
      facts: { time: "$.time", deployment: "$.detail.deploymentId", reason: "$.detail.reason" },
      message:
        `A deployment of the Prefect worker ${deploymentName} failed (<deployment>, <time>): <reason> ECS goes back ` +
        "to the last revision that ran, if there is one. The run that deployed it says why.",
    },
    {
      key: "impaired_service",
      name: names.impairedServiceRule,
      description: `Warnings and errors of ${names.service}`,
      pattern: {
        "detail-type": ["ECS Service Action"],
        resources: [serviceArn],
        detail: { eventType: ["WARN", "ERROR"] },
      },
      facts: {
        time: "$.time",
        type: "$.detail.eventType",
        event: "$.detail.eventName",
        reason: "$.detail.reason",
      },
      message:
        `ECS has trouble with the Prefect worker ${deploymentName}: <type> <event> (<time>) <reason>. Look at the ` +
        `events and the stopped tasks of the service ${names.service}.`,
    },
    {
      key: "stopped_task",
      name: names.stoppedTaskRule,
      description: `Tasks of ${names.service} that nobody stopped`,
      pattern: {
        "detail-type": ["ECS Task State Change"],
        detail: {
          clusterArn: [cluster.arn],
          group: [`service:${names.service}`],
          lastStatus: ["STOPPED"],
          stopCode: [{ "anything-but": EXPECTED_STOPS }],
        },
      },
      facts: {
        time: "$.time",
        task: "$.detail.taskArn",
        code: "$.detail.stopCode",
        reason: "$.detail.stoppedReason",
      },
      message:
        `A Prefect worker of ${deploymentName} stopped by itself (<time>): <code>, <reason>. ECS starts another one. ` +
        `Its last lines are in the log group ${names.logGroup}; its task was <task>.`,
    },
  ];
}

/**
 * Rollouts and scaling, a person, and AWS taking back Spot capacity or patching what the task runs on (ECS Developer
 * Guide, "Task retirement and maintenance for AWS Fargate"): nothing that somebody must mend.
 */
const EXPECTED_STOPS = [
  "ServiceSchedulerInitiated",
  "UserInitiated",
  "SpotInterruption",
  "TerminationNotice",
];
