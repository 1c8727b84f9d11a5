import { describe, expect, test } from "@jest/globals";
import { template } from "./assertions.ts";
import { EXISTING_SECRET_ARN, stackConfig } from "./stack-config.ts";

const CLUSTER = "arn:aws:ecs:eu-west-1:111122223333:cluster/etl-production";
const TASKS = "arn:aws:ecs:eu-west-1:111122223333:task/etl-production/*";
const LOG_STREAMS =
  "arn:aws:logs:eu-west-1:111122223333:log-group:/prefect-ecs-worker/etl-production:log-stream:*";
const EVENT_QUEUE = "arn:aws:sqs:eu-west-1:111122223333:etl-production-task-events";
const PULL = [
  "ecr:BatchCheckLayerAvailability",
  "ecr:BatchGetImage",
  // A pull-through cache brings the image in with it.
  "ecr:BatchImportUpstreamImage",
  "ecr:GetDownloadUrlForLayer",
];
const IN_CLUSTER = { ArnEquals: { "ecs:cluster": CLUSTER } };
const IN_REGION = { StringEquals: { "aws:RequestedRegion": "eu-west-1" } };

describe("the worker may", () => {
  const statements = statementsOf("aws_iam_role_policy.worker");
  const table: readonly Right[] = [
    [
      "StartFlowRuns",
      {
        Action: ["ecs:RunTask"],
        Resource: [
          "arn:aws:ecs:eu-west-1:111122223333:task-definition/etl-production-flow-run:*",
          "arn:aws:ecs:eu-west-1:111122223333:task-definition/etl-production-flow-run-smoke:*",
        ],
        Condition: IN_CLUSTER,
      },
    ],
    [
      "WatchAndStopFlowRuns",
      { Action: ["ecs:DescribeTasks", "ecs:StopTask"], Resource: [TASKS], Condition: IN_CLUSTER },
    ],
    [
      "TagFlowRuns",
      {
        Action: ["ecs:TagResource"],
        Resource: [TASKS],
        Condition: { StringEquals: { "ecs:CreateAction": "RunTask" } },
      },
    ],
    [
      "GiveFlowRunsTheirRoles",
      {
        Action: ["iam:PassRole"],
        Resource: [
          "arn:aws:iam::111122223333:role/etl-production-flow-run-exec",
          "arn:aws:iam::111122223333:role/etl-production-flow-run",
        ],
        Condition: { StringEquals: { "iam:PassedToService": "ecs-tasks.amazonaws.com" } },
      },
    ],
    [
      "KeepTaskDefinitions",
      {
        Action: ["ecs:DeregisterTaskDefinition", "ecs:DescribeTaskDefinition", "ecs:RegisterTaskDefinition"],
        Resource: ["*"],
        Condition: IN_REGION,
      },
    ],
    [
      "ReceiveTaskEvents",
      {
        Action: ["sqs:ChangeMessageVisibility", "sqs:DeleteMessage", "sqs:GetQueueUrl", "sqs:ReceiveMessage"],
        Resource: [EVENT_QUEUE],
      },
    ],
    ["ForwardLogsOfCrashedFlowRuns", { Action: ["logs:GetLogEvents"], Resource: [LOG_STREAMS] }],
    [
      "LookUpNetwork",
      { Action: ["ec2:DescribeSubnets", "ec2:DescribeVpcs"], Resource: ["*"], Condition: IN_REGION },
    ],
  ];
  test.each(table)("%s", (sid, rest) => {
    expect(statementOf(statements, sid)).toEqual({ Sid: sid, Effect: "Allow", ...rest });
  });

  test("do nothing else", () => {
    expect(statements.map(({ Sid }) => Sid)).toEqual(table.map(([sid]) => sid));
  });

  test("start and watch flow runs in an existing cluster by that cluster's own ARN", () => {
    const cluster = "arn:aws:ecs:eu-west-1:444455556666:cluster/shared";
    const shared = statementsOf("aws_iam_role_policy.worker", { cluster: { kind: "existing", cluster } });
    expect(statementOf(shared, "StartFlowRuns")).toMatchObject({
      Condition: { ArnEquals: { "ecs:cluster": cluster } },
    });
  });
});

describe.each<[role: string, pulling: readonly Right[]]>([
  ["execution", []],
  [
    "flow_run_execution",
    [["PullImages", { Action: PULL, Resource: ["arn:aws:ecr:eu-west-1:111122223333:repository/*"] }]],
  ],
])("the role %s may", (role, pulling) => {
  const address = `aws_iam_role_policy.${role}`;
  const statements = statementsOf(address);
  const table: readonly Right[] = [
    ["LogInToRegistry", { Action: ["ecr:GetAuthorizationToken"], Resource: ["*"] }],
    ...pulling,
    ["WriteLogs", { Action: ["logs:CreateLogStream", "logs:PutLogEvents"], Resource: [LOG_STREAMS] }],
    [
      "ReadPrefectSecret",
      {
        Action: ["secretsmanager:GetSecretValue"],
        Resource: ["arn:aws:secretsmanager:eu-west-1:111122223333:secret:etl-production-prefect-??????"],
      },
    ],
  ];
  test.each(table)("%s", (sid, rest) => {
    expect(statementOf(statements, sid)).toEqual({ Sid: sid, Effect: "Allow", ...rest });
  });

  test("do nothing else", () => {
    expect(statements.map(({ Sid }) => Sid)).toEqual(table.map(([sid]) => sid));
  });

  test("read no secret where there is none", () => {
    const prefect = { apiUrl: "https://prefect.example.com/api", credential: { kind: "none" } } as const;
    const sids = statementsOf(address, { prefect }).map(({ Sid }) => Sid);
    expect(sids).toEqual(table.map(([sid]) => sid).filter((sid) => sid !== "ReadPrefectSecret"));
  });

  test.each([EXISTING_SECRET_ARN, `${EXISTING_SECRET_ARN}:key::`])(
    "read and decrypt the secret of somebody else, %s, and no other",
    (secretArn) => {
      const prefect = {
        apiUrl: "https://prefect.example.com/api",
        credential: { kind: "existing-secret", variable: "PREFECT_API_KEY", secretArn },
      } as const;
      const reading = statementsOf(address, { prefect }).slice(-2);
      expect(reading).toEqual([
        {
          Sid: "ReadPrefectSecret",
          Effect: "Allow",
          Action: ["secretsmanager:GetSecretValue"],
          Resource: [EXISTING_SECRET_ARN],
        },
        {
          Sid: "DecryptPrefectSecret",
          Effect: "Allow",
          Action: ["kms:Decrypt"],
          Resource: ["arn:aws:kms:eu-west-1:111122223333:key/*"],
          Condition: {
            StringEquals: {
              "kms:ViaService": "secretsmanager.eu-west-1.amazonaws.com",
              "kms:EncryptionContext:SecretARN": EXISTING_SECRET_ARN,
            },
          },
        },
      ]);
    },
  );
});

test.each([
  [
    "444455556666.dkr.ecr.us-east-1.amazonaws.com/data/worker:v3",
    "arn:aws:ecr:us-east-1:444455556666:repository/data/worker",
  ],
  [
    "444455556666.dkr.ecr.cn-north-1.amazonaws.com.cn/worker@sha256:0a1b",
    "arn:aws:ecr:cn-north-1:444455556666:repository/worker",
  ],
])(
  "the worker's image %s is pulled from another account's registry, and nothing else is",
  (image, repository) => {
    const worker = { ...stackConfig().worker, image };
    const pull = statementOf(statementsOf("aws_iam_role_policy.execution", { worker }), "PullImages");
    expect(pull).toMatchObject({ Action: PULL, Resource: [repository] });
  },
);

describe("every role", () => {
  const roles = ["execution", "worker", "flow_run_execution", "flow_run"].map(
    (name) => `aws_iam_role.${name}`,
  );
  test.each(roles)("%s is assumed by ECS tasks of this account and region alone", (role) => {
    expect(template().parsed(role, "assume_role_policy")).toEqual({
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "EcsTasks",
          Effect: "Allow",
          Principal: { Service: "ecs-tasks.amazonaws.com" },
          Action: ["sts:AssumeRole"],
          Condition: {
            StringEquals: { "aws:SourceAccount": "111122223333" },
            ArnLike: { "aws:SourceArn": "arn:aws:ecs:eu-west-1:111122223333:*" },
          },
        },
      ],
    });
  });

  test("has its rights from one policy; a flow run has none until somebody attaches them", () => {
    const policies = template().addresses.filter((address) => address.startsWith("aws_iam_role_policy"));
    expect(policies).toEqual([
      "aws_iam_role_policy.execution",
      "aws_iam_role_policy.flow_run_execution",
      "aws_iam_role_policy.worker",
    ]);
  });
});

interface Statement {
  readonly Sid: string;
  readonly Effect: string;
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
  readonly Condition?: unknown;
}

/** Sid, and the rest of a statement that allows something. */
type Right = readonly [string, Omit<Statement, "Sid" | "Effect">];

function statementsOf(address: string, overrides: Parameters<typeof template>[0] = {}): readonly Statement[] {
  const document = template(overrides).parsed(address, "policy") as { readonly Statement: Statement[] };
  return document.Statement;
}

function statementOf(statements: readonly Statement[], sid: string): Statement | undefined {
  return statements.find(({ Sid }) => Sid === sid);
}
