/** What a role of a deployment may do, action by action; roles by the names of their policies in Terraform. */
type Rights<T> = Readonly<Record<(typeof ROLES)[number], T>>;

export const ROLES = ["worker", "execution", "flow_run_execution", "instance", "flow_logs"] as const;

/** What the system test sees done with each role, by real workers and flow runs. */
export const SEEN: Rights<readonly string[]> = {
  worker: [
    "ec2:DescribeSubnets",
    "ec2:DescribeVpcs",
    "ecs:DeregisterTaskDefinition",
    "ecs:DescribeTaskDefinition",
    "ecs:DescribeTasks",
    "ecs:RegisterTaskDefinition",
    "ecs:RunTask",
    "ecs:StopTask",
    "ecs:TagResource",
    "iam:PassRole",
    "kms:Decrypt",
    "logs:GetLogEvents",
    "sqs:DeleteMessage",
    "sqs:GetQueueUrl",
    "sqs:ReceiveMessage",
  ],
  execution: [
    "kms:Decrypt",
    "logs:CreateLogStream",
    "logs:PutLogEvents",
    "secretsmanager:GetSecretValue",
    "ssm:GetParameters",
  ],
  flow_run_execution: [
    "kms:Decrypt",
    "logs:CreateLogStream",
    "logs:PutLogEvents",
    "secretsmanager:GetSecretValue",
  ],
  instance: [],
  flow_logs: [],
};

const PULLING = "ECS pulls an image from Amazon ECR; in the system test it is Docker Hub's";
const CACHING = "a pull-through cache of Amazon ECR brings in an image that is pulled from it";
const SESSION = "the agent of ECS Exec in the worker's container opens a session";
const SESSION_LOG = "that agent writes down what is typed and shown";
const AGENT = "the agent of ECS on an instance joins the cluster and reports to it";
const FLOW_LOGS = "VPC writes its flow logs";

/** Rights that nothing in the system test uses, and what uses them on AWS. */
export const UNSEEN: Rights<Readonly<Record<string, string>>> = {
  worker: {
    "sqs:ChangeMessageVisibility": "the observer extends a message's visibility after 240 s",
    "logs:CreateLogStream": SESSION_LOG,
    "logs:DescribeLogGroups": SESSION_LOG,
    "logs:DescribeLogStreams": SESSION_LOG,
    "logs:PutLogEvents": SESSION_LOG,
    "ssmmessages:CreateControlChannel": SESSION,
    "ssmmessages:CreateDataChannel": SESSION,
    "ssmmessages:OpenControlChannel": SESSION,
    "ssmmessages:OpenDataChannel": SESSION,
  },
  execution: {
    "ecr:BatchCheckLayerAvailability": PULLING,
    "ecr:BatchGetImage": PULLING,
    "ecr:BatchImportUpstreamImage": CACHING,
    "ecr:GetAuthorizationToken": PULLING,
    "ecr:GetDownloadUrlForLayer": PULLING,
  },
  flow_run_execution: {
    "ecr:BatchCheckLayerAvailability": PULLING,
    "ecr:BatchGetImage": PULLING,
    "ecr:BatchImportUpstreamImage": CACHING,
    "ecr:GetAuthorizationToken": PULLING,
    "ecr:GetDownloadUrlForLayer": PULLING,
  },
  instance: {
    "ecs:DeregisterContainerInstance": AGENT,
    "ecs:DiscoverPollEndpoint": AGENT,
    "ecs:Poll": AGENT,
    "ecs:RegisterContainerInstance": AGENT,
    "ecs:StartTelemetrySession": AGENT,
    "ecs:SubmitAttachmentStateChanges": AGENT,
    "ecs:SubmitContainerStateChange": AGENT,
    "ecs:SubmitTaskStateChange": AGENT,
  },
  flow_logs: {
    "logs:CreateLogStream": FLOW_LOGS,
    "logs:DescribeLogGroups": FLOW_LOGS,
    "logs:DescribeLogStreams": FLOW_LOGS,
    "logs:PutLogEvents": FLOW_LOGS,
  },
};
