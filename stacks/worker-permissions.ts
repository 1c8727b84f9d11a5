import type { Arns } from "./arns.ts";
import type { Cluster } from "./cluster.ts";
import type { Conditions, Statement } from "./lib/policy.ts";
import type { Logs } from "./logs.ts";
import type { TaskEvents } from "./task-events.ts";
import { ECS_TASKS } from "./trust.ts";

export interface WorkerPermissionsProps {
  readonly arns: Arns;
  readonly cluster: Cluster;
  readonly logs: Logs;
  readonly taskEvents: TaskEvents;
  readonly flowRunFamilies: readonly string[];
  /** The roles that a flow run's task may be given. */
  readonly passableRoleArns: readonly string[];
}

/** What prefect-aws calls in order to start, watch and stop flow runs, and nothing else. */
export function workerPermissions(props: WorkerPermissionsProps): Statement[] {
  return [...flowRuns(props), ...taskDefinitions(props), ...observation(props), ...networkLookup(props)];
}

function flowRuns({ arns, cluster, flowRunFamilies, passableRoleArns }: WorkerPermissionsProps): Statement[] {
  const inCluster: Conditions = { ArnEquals: { "ecs:cluster": cluster.arn } };
  const tasks = arns.of("ecs", `task/${cluster.name}/*`);
  return [
    {
      sid: "StartFlowRuns",
      actions: ["ecs:RunTask"],
      resources: flowRunFamilies.map((family) => arns.of("ecs", `task-definition/${family}:*`)),
      conditions: inCluster,
    },
    {
      sid: "WatchAndStopFlowRuns",
      actions: ["ecs:DescribeTasks", "ecs:StopTask"],
      resources: [tasks],
      conditions: inCluster,
    },
    {
      sid: "TagFlowRuns",
      actions: ["ecs:TagResource"],
      resources: [tasks],
      conditions: { StringEquals: { "ecs:CreateAction": "RunTask" } },
    },
    {
      sid: "GiveFlowRunsTheirRoles",
      actions: ["iam:PassRole"],
      resources: passableRoleArns,
      conditions: { StringEquals: { "iam:PassedToService": ECS_TASKS } },
    },
  ];
}

/** ECS authorizes these calls on all resources or none. */
function taskDefinitions({ arns }: WorkerPermissionsProps): Statement[] {
  return [
    {
      sid: "KeepTaskDefinitions",
      actions: ["ecs:DeregisterTaskDefinition", "ecs:DescribeTaskDefinition", "ecs:RegisterTaskDefinition"],
      resources: ["*"],
      conditions: inRegion(arns),
    },
  ];
}

function observation({ taskEvents, logs }: WorkerPermissionsProps): Statement[] {
  return [
    {
      sid: "ReceiveTaskEvents",
      actions: ["sqs:ChangeMessageVisibility", "sqs:DeleteMessage", "sqs:GetQueueUrl", "sqs:ReceiveMessage"],
      resources: [taskEvents.queueArn],
    },
    ...taskEvents.decrypting,
    {
      sid: "ForwardLogsOfCrashedFlowRuns",
      actions: ["logs:GetLogEvents"],
      resources: [logs.flowRunStreamArns],
    },
  ];
}

/** EC2's describe calls know no resources. */
function networkLookup({ arns }: WorkerPermissionsProps): Statement[] {
  return [
    {
      sid: "LookUpNetwork",
      actions: ["ec2:DescribeSubnets", "ec2:DescribeVpcs"],
      resources: ["*"],
      conditions: inRegion(arns),
    },
  ];
}

function inRegion({ region }: Arns): Conditions {
  return { StringEquals: { "aws:RequestedRegion": region } };
}
