import type { Arns } from "./arns.ts";
import type { Cluster } from "./cluster.ts";
import type { ResourceNames, WorkerStackConfig } from "./config.ts";
import type { Encryption } from "./encryption.ts";
import { flowRunFamilies } from "./flow-run-families.ts";
import {
  CloudwatchEventRule,
  CloudwatchEventTarget,
  SqsQueue,
  type SqsQueueConfig,
  SqsQueueRedrivePolicy,
} from "./lib/aws.ts";
import { Construct, type ITerraformDependable } from "./lib/cdktf.ts";
import { denyInsecureTransport, policy, type Statement } from "./lib/policy.ts";

const MINUTE_SECONDS = 60;
const HOUR_SECONDS = 60 * MINUTE_SECONDS;
const DAY_SECONDS = 24 * HOUR_SECONDS;

export interface TaskEventsProps {
  readonly arns: Arns;
  readonly cluster: Cluster;
  readonly encryption: Encryption;
}

/**
 * The way of a task's state changes from ECS to the worker: rule, queue, dead-letter queue. Through it the
 * worker learns that a flow run's task has died; without it such a run stays Running for ever.
 */
export class TaskEvents extends Construct {
  readonly queueName: string;
  readonly queueArn: string;
  readonly queueUrl: string;
  /**
   * Must exist before a worker starts: it looks for its queue once, and what happens before rule and
   * target are there is lost. The dead-letter queue can come later.
   */
  readonly delivery: readonly ITerraformDependable[];
  /** What a role needs beside SQS's own actions to read the events. */
  readonly decrypting: readonly Statement[];

  constructor(scope: Construct, id: string, config: WorkerStackConfig, props: TaskEventsProps) {
    super(scope, id);
    const { names } = config;
    const { arns, cluster, encryption } = props;
    const ruleArn = arns.of("events", `rule/${names.eventRule}`);
    const deadLetterArn = arns.of("sqs", names.eventDeadLetterQueue);
    this.queueName = names.eventQueue;
    this.queueArn = arns.of("sqs", names.eventQueue);

    const encrypted = encryptedWith(encryption.keyName);
    const queue = this.#queue(names.eventQueue, {
      ...encrypted,
      policy: acceptEventsOf(ruleArn, this.queueArn),
    });
    const deadLetterQueue = this.#deadLetterQueue(names.eventDeadLetterQueue, {
      ...encrypted,
      policy: acceptEventsOf(ruleArn, deadLetterArn),
    });
    this.#redrive(queue, deadLetterQueue);
    const rule = this.#rule(names, cluster);
    const target = this.#target(rule, deadLetterArn);

    this.queueUrl = queue.url;
    this.delivery = [queue, rule, target, ...encryption.key];
    this.decrypting = encryption.decrypting("DecryptTaskEvents", "sqs", {
      "kms:EncryptionContext:aws:sqs:arn": this.queueArn,
    });
  }

  #queue(name: string, guarded: GuardedQueue): SqsQueue {
    return new SqsQueue(this, "aws_sqs_queue.task_events", {
      name,
      ...guarded,
      // What the worker's observer asks for itself when it receives; it extends this after 240 s.
      visibilityTimeoutSeconds: 5 * MINUTE_SECONDS,
      receiveWaitTimeSeconds: 20,
      messageRetentionSeconds: 4 * DAY_SECONDS,
    });
  }

  #deadLetterQueue(name: string, guarded: GuardedQueue): SqsQueue {
    return new SqsQueue(this, "aws_sqs_queue.task_events_dead_letter", {
      name,
      ...guarded,
      messageRetentionSeconds: 14 * DAY_SECONDS,
      redriveAllowPolicy: JSON.stringify({
        redrivePermission: "byQueue",
        sourceQueueArns: [this.queueArn],
      }),
    });
  }

  /**
   * A resource of its own, so that both queues are made side by side: the provider waits 25 s for each, and
   * the queue, for which the service waits, must not come second.
   */
  #redrive(queue: SqsQueue, deadLetterQueue: SqsQueue): void {
    new SqsQueueRedrivePolicy(this, "aws_sqs_queue_redrive_policy.task_events", {
      queueUrl: queue.url,
      // As often as in prefect-aws's own stack (prefect_aws/templates/ecs/service.json).
      redrivePolicy: JSON.stringify({ deadLetterTargetArn: deadLetterQueue.arn, maxReceiveCount: 3 }),
    });
  }

  #rule(names: ResourceNames, cluster: Cluster): CloudwatchEventRule {
    return new CloudwatchEventRule(this, "aws_cloudwatch_event_rule.task_events", {
      name: names.eventRule,
      description: `State changes of flow-run tasks in ${cluster.name}, for the Prefect worker`,
      eventPattern: JSON.stringify({
        source: ["aws.ecs"],
        "detail-type": ["ECS Task State Change"],
        detail: { clusterArn: [cluster.arn], group: flowRunGroups(names) },
      }),
    });
  }

  #target(rule: CloudwatchEventRule, deadLetterArn: string): CloudwatchEventTarget {
    return new CloudwatchEventTarget(this, "aws_cloudwatch_event_target.task_events", {
      rule: rule.name,
      targetId: "worker-queue",
      arn: this.queueArn,
      deadLetterConfig: { arn: deadLetterArn },
      // ECS forgets a stopped task, and with it the flow run's id among its tags, after about an hour. The age alone
      // is to end the attempts: 185 are as many as EventBridge makes (RetryPolicy).
      retryPolicy: { maximumEventAgeInSeconds: HOUR_SECONDS, maximumRetryAttempts: 185 },
    });
  }
}

/** Who may send to a queue, and what its messages are encrypted with. */
type GuardedQueue = Pick<SqsQueueConfig, "kmsMasterKeyId" | "policy" | "sqsManagedSseEnabled">;

/** SQS's own keys cost nothing; AWS's key `alias/aws/sqs` would keep EventBridge out. */
function encryptedWith(keyName: string | undefined): GuardedQueue {
  return keyName === undefined ? { sqsManagedSseEnabled: true } : { kmsMasterKeyId: keyName };
}

/**
 * What the `group` of a flow run's task may be: RunTask sets `family:<family>` where it is given none. Each event
 * costs the worker a DescribeTasks, so services and all that others run in the cluster stay out.
 */
function flowRunGroups(names: ResourceNames): string[] {
  return flowRunFamilies(names).map((family) => `family:${family}`);
}

function acceptEventsOf(ruleArn: string, queueArn: string): string {
  return policy([
    {
      sid: "AcceptTaskEvents",
      principal: { service: "events.amazonaws.com" },
      actions: ["sqs:SendMessage"],
      resources: [queueArn],
      conditions: { ArnEquals: { "aws:SourceArn": ruleArn } },
    },
    denyInsecureTransport(["sqs:*"], queueArn),
  ]);
}
