import { describe, expect, test } from "@jest/globals";
import { type Json, type Template, template } from "./assertions.ts";
import { stackConfig } from "./stack-config.ts";

/** Each case holds a control of Security Hub (ECS.5), checkov (CKV_…), trivy (AWS-…) or cdk-nag (SQS3, IAM4). */
const CONTROLS: readonly [string, (stack: Template) => void][] = [
  [
    "ECS.2 / ECS.16 / CKV_AWS_333: tasks get no public address",
    (stack) => {
      expect(stack.element("aws_ecs_service.worker")).toHaveProperty(
        "network_configuration.assign_public_ip",
        false,
      );
    },
  ],
  [
    "ECS.3 / CKV_AWS_335: the host's process namespace is not shared",
    (stack) => {
      expect(stack.element("aws_ecs_task_definition.worker")).not.toHaveProperty("pid_mode");
    },
  ],
  [
    "ECS.4 / CKV_AWS_334: the container is not privileged",
    (stack) => {
      expect(stack.container["privileged"]).toBe(false);
    },
  ],
  [
    "ECS.5 / CKV_AWS_336: root filesystem is read-only",
    (stack) => {
      expect(stack.container["readonlyRootFilesystem"]).toBe(true);
    },
  ],
  [
    "ECS.8 / AWS-0036: secrets are not passed as environment variables",
    (stack) => {
      const variables = stack.container["environment"] as readonly { readonly name: string }[];
      const names = variables.map(({ name }) => name);
      expect(names).not.toContain("PREFECT_API_KEY");
      expect(names.filter((name) => /KEY|SECRET|PASSWORD|AUTH|TOKEN/.test(name))).toEqual([]);
      expect(stack.container["secrets"]).toEqual([
        {
          name: "PREFECT_API_KEY",
          valueFrom: "${aws_secretsmanager_secret.prefect_credential.arn}",
        },
      ]);
    },
  ],
  [
    "ECS.9: the container has a logging configuration that cannot block it",
    (stack) => {
      expect(stack.container["logConfiguration"]).toEqual({
        logDriver: "awslogs",
        options: {
          "awslogs-group": "/prefect-ecs-worker/etl-production",
          "awslogs-region": "eu-west-1",
          "awslogs-stream-prefix": "worker",
          mode: "non-blocking",
          "max-buffer-size": "25m",
        },
      });
    },
  ],
  [
    "ECS.10 / CKV_AWS_332: Fargate runs the latest platform version",
    (stack) => {
      expect(stack.element("aws_ecs_service.worker")).toMatchObject({
        launch_type: "FARGATE",
        platform_version: "LATEST",
      });
    },
  ],
  [
    "ECS.12 / CKV_AWS_65 / AWS-0034: the cluster has Container Insights",
    (stack) => {
      expect(stack.element("aws_ecs_cluster.worker")["setting"]).toEqual([
        { name: "containerInsights", value: "enhanced" },
      ]);
    },
  ],
  [
    "ECS.13 / ECS.14 / ECS.15: every resource has the user's tags, its deployment and its environment",
    (stack) => {
      expect(stack.root["provider"]).toEqual({
        aws: [
          {
            region: "eu-west-1",
            default_tags: [
              {
                tags: {
                  team: "data",
                  "prefect-ecs-worker:deployment": "etl-production",
                  "prefect-ecs-worker:environment": "production",
                },
              },
            ],
          },
        ],
      });
      expect(stack.element("aws_ecs_service.worker")).toMatchObject({
        enable_ecs_managed_tags: true,
        propagate_tags: "SERVICE",
      });
    },
  ],
  [
    "ECS.17: the task has a network of its own",
    (stack) => {
      expect(stack.element("aws_ecs_task_definition.worker")["network_mode"]).toBe("awsvpc");
    },
  ],
  [
    "ECS.18 / CKV_AWS_97: there is no volume to encrypt",
    (stack) => {
      expect(stack.element("aws_ecs_task_definition.worker")).not.toHaveProperty("volume");
    },
  ],
  [
    "ECS.20: the container's user is not root",
    (stack) => {
      expect(stack.container["user"]).toBe("1000:1000");
    },
  ],
  [
    "Least privilege: the container has no Linux capability",
    (stack) => {
      expect(stack.container["linuxParameters"]).toEqual({
        capabilities: { add: [], drop: ["ALL"] },
        tmpfs: [{ containerPath: "/tmp", size: 256 }],
      });
    },
  ],
  [
    "CKV_AWS_249: execution role and task role are two",
    (stack) => {
      expect(stack.element("aws_ecs_task_definition.worker")).toMatchObject({
        execution_role_arn: "${aws_iam_role.execution.arn}",
        task_role_arn: "${aws_iam_role.worker.arn}",
      });
    },
  ],
  [
    "CKV_AWS_223 / CKV_AWS_224: nobody can run commands in the container",
    (stack) => {
      expect(stack.element("aws_ecs_service.worker")["enable_execute_command"]).toBe(false);
    },
  ],
  [
    "CKV_AWS_274 / IAM4: no role has a policy managed by AWS",
    (stack) => {
      expect(stack.addresses.filter((address) => address.includes("policy_attachment"))).toEqual([]);
    },
  ],
  [
    "CKV_AWS_62 / CKV_AWS_63: no role may use an action with a wildcard",
    (stack) => {
      for (const role of ["execution", "worker"]) {
        expect(actionsOf(stack, `aws_iam_role_policy.${role}`, "Allow").join()).not.toContain("*");
      }
    },
  ],
  [
    "CKV_AWS_24 / CKV_AWS_25 / CKV_AWS_260 / AWS-0107: the security group lets nothing in",
    (stack) => {
      expect(stack.element("aws_security_group.worker")).not.toHaveProperty("ingress");
      expect(stack.addresses.filter((address) => address.includes("ingress"))).toEqual([]);
    },
  ],
  [
    "CKV_AWS_382: the security group lets out no more than one port",
    (stack) => {
      for (const rule of egressRules(stack)) {
        expect(rule).toMatchObject({ ip_protocol: "tcp", from_port: 443, to_port: 443 });
      }
    },
  ],
  [
    "CKV_AWS_23 / AWS-0099 / AWS-0124: security group and rules are described",
    (stack) => {
      const described = [stack.element("aws_security_group.worker"), ...egressRules(stack)];
      expect(described).toHaveLength(3);
      // What EC2 accepts in a description.
      for (const { description } of described) {
        expect(description).toMatch(/^[a-zA-Z0-9. _:/()#,@[\]+=&;{}!$*-]{10,255}$/);
      }
    },
  ],
  ...["aws_sqs_queue.task_events", "aws_sqs_queue.task_events_dead_letter"].flatMap(queueControls),
  [
    "SQS3: task events that cannot be worked on are kept, for longer than the others",
    (stack) => {
      const days = (address: string): number =>
        Number(stack.element(address)["message_retention_seconds"]) / 86_400;
      expect(days("aws_sqs_queue.task_events")).toBe(4);
      expect(days("aws_sqs_queue.task_events_dead_letter")).toBe(14);
    },
  ],
  [
    "SNS3 / CKV_AWS_169 / CKV_AWS_385: the alarm topic accepts this account's alarms alone, over TLS alone",
    (stack) => {
      expect(stack.parsed("aws_sns_topic_policy.alarms", "policy")).toEqual({
        Version: "2012-10-17",
        Statement: [
          {
            Sid: "AcceptAlarms",
            Effect: "Allow",
            Principal: { Service: "cloudwatch.amazonaws.com" },
            Action: ["sns:Publish"],
            Resource: ["arn:aws:sns:eu-west-1:111122223333:etl-production-alarms"],
            Condition: { StringEquals: { "aws:SourceAccount": "111122223333" } },
          },
          denialOfInsecureTransport(
            "sns:Publish",
            "arn:aws:sns:eu-west-1:111122223333:etl-production-alarms",
          ),
        ],
      });
    },
  ],
  [
    "CKV_AWS_66 / CloudWatch.16: logs are kept for a limited time",
    (stack) => {
      expect(stack.element("aws_cloudwatch_log_group.worker")["retention_in_days"]).toBe(30);
    },
  ],
  [
    "CloudWatch.15 / CloudWatch.17 / CKV_AWS_319: every alarm tells somebody, and says what to do",
    (stack) => {
      const alarms = elementsOf(stack, "aws_cloudwatch_metric_alarm.");
      expect(alarms).toHaveLength(6);
      for (const alarm of alarms) {
        expect(alarm).toMatchObject({
          actions_enabled: true,
          alarm_actions: ["${aws_sns_topic.alarms.arn}"],
          ok_actions: ["${aws_sns_topic.alarms.arn}"],
        });
        expect(alarm["alarm_description"]).toMatch(/^[A-Z].{100,}\.$/);
      }
    },
  ],
];

describe("control", () => {
  test.each(CONTROLS)("%s", (_control, holds) => {
    holds(template());
  });

  test("CKV_AWS_382, with Prefect's API on a port of its own: that port is let out, too", () => {
    const prefect = { ...stackConfig().prefect, apiUrl: "http://prefect.internal:4200/api" };
    const ports = egressRules(template({ prefect })).map(({ from_port, to_port }) => [from_port, to_port]);
    expect(ports.sort()).toEqual([
      [4200, 4200],
      [4200, 4200],
      [443, 443],
      [443, 443],
    ]);
  });
});

function queueControls(address: string): [string, (stack: Template) => void][] {
  return [
    [
      `SQS.1 / SQS2 / CKV_AWS_27 / AWS-0096: ${address} is encrypted`,
      (stack) => {
        expect(stack.element(address)["sqs_managed_sse_enabled"]).toBe(true);
      },
    ],
    [
      `SQS.3 / SQS4 / CKV_AWS_168 / AWS-0097: ${address} accepts events of the rule alone, and over TLS alone`,
      (stack) => {
        const name = String(stack.element(address)["name"]);
        const arn = `arn:aws:sqs:eu-west-1:111122223333:${name}`;
        expect(stack.parsed(address, "policy")).toEqual({
          Version: "2012-10-17",
          Statement: [
            {
              Sid: "AcceptTaskEvents",
              Effect: "Allow",
              Principal: { Service: "events.amazonaws.com" },
              Action: ["sqs:SendMessage"],
              Resource: [arn],
              Condition: {
                ArnEquals: {
                  "aws:SourceArn": "arn:aws:events:eu-west-1:111122223333:rule/etl-production-task-events",
                },
              },
            },
            denialOfInsecureTransport("sqs:*", arn),
          ],
        });
      },
    ],
  ];
}

function denialOfInsecureTransport(action: string, resource: string) {
  return {
    Sid: "DenyInsecureTransport",
    Effect: "Deny",
    Principal: "*",
    Action: [action],
    Resource: [resource],
    Condition: { Bool: { "aws:SecureTransport": "false" } },
  };
}

function actionsOf(stack: Template, address: string, effect: "Allow" | "Deny"): string[] {
  const { Statement } = stack.parsed(address, "policy") as {
    readonly Statement: readonly { readonly Effect: string; readonly Action: readonly string[] }[];
  };
  return Statement.filter(({ Effect }) => Effect === effect).flatMap(({ Action }) => Action);
}

function egressRules(stack: Template): Json[] {
  return elementsOf(stack, "aws_vpc_security_group_egress_rule.");
}

function elementsOf(stack: Template, prefix: string): Json[] {
  return stack.addresses
    .filter((address) => address.startsWith(prefix))
    .map((address) => stack.element(address));
}
