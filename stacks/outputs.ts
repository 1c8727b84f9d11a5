import type { Cluster } from "./cluster.ts";
import type { WorkerStackConfig } from "./config.ts";
import type { Logs } from "./logs.ts";
import type { Network } from "./network.ts";
import type { Roles } from "./roles.ts";
import type { PrefectSecret } from "./secrets.ts";
import type { TaskEvents } from "./task-events.ts";
import type { WorkerService } from "./worker-service.ts";
import type { WorkerTask } from "./worker-task.ts";

export interface OutputsProps {
  readonly cluster: Cluster;
  readonly logs: Logs;
  readonly network: Network;
  readonly roles: Roles;
  readonly secret: PrefectSecret;
  readonly service: WorkerService;
  readonly task: WorkerTask;
  readonly taskEvents: TaskEvents;
}

/** Terraform outputs by name: what whoever wires the work pool must know of a deployment. */
export function outputsOf(config: WorkerStackConfig, props: OutputsProps) {
  const { cluster, logs, network, roles, secret, service, task, taskEvents } = props;
  return {
    region: output(config.region, "AWS region"),
    revision: output(task.revision, "Revision of the worker: a part of its name in Prefect"),
    cluster_name: output(cluster.name, "ECS cluster of the worker and its flow runs"),
    cluster_arn: output(cluster.arn, "ARN of the ECS cluster"),
    service_name: output(service.name, "ECS service of the worker"),
    service_arn: output(service.arn, "ARN of the ECS service"),
    task_definition_arn: output(task.arn, "ARN of the worker's task definition"),
    vpc_id: output(network.vpcId, "VPC of the worker and its flow runs"),
    subnet_ids: output(network.subnetIds, "Subnets of the worker and its flow runs"),
    security_group_id: output(network.securityGroupId, "Security group of the worker and its flow runs"),
    security_group_ids: output(network.securityGroupIds, "All security groups that they have"),
    execution_role_arn: output(roles.executionArn, "Role with which ECS starts the worker"),
    worker_role_arn: output(roles.workerArn, "Role of the worker"),
    flow_run_execution_role_arn: output(roles.flowRunExecutionArn, "Role with which ECS starts flow runs"),
    flow_run_role_arn: output(roles.flowRunArn, "Role of the flow runs: attach what your flows need"),
    log_group: output(logs.groupName, "Log group of the worker and its flow runs"),
    event_queue_url: output(taskEvents.queueUrl, "Queue of the ECS task events"),
    secret_arn: output(secret.arn, "Secret with the credential of Prefect's API; empty if there is none"),
  };
}

function output(value: string | readonly string[], description: string) {
  return { value, description };
}
