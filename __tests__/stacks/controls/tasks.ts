import { block, containers, control, type Control, type Element, list, resources } from "./control.ts";

const EXEC_WRITES = "The agent of ECS Exec writes to the root file system.";

/** Task definitions, services and clusters of ECS. */
export const TASKS: readonly Control[] = [
  control({
    ids: ["ECS.2", "ECS.16", "CKV_AWS_333"],
    title: "Services give their tasks no public address",
    how: "`network.assign_public_ip` is false unless somebody sets it, which warns",
    of: resources("aws_ecs_service"),
    holds: (service) => block(service, "network_configuration")["assign_public_ip"] !== true,
  }),
  control({
    ids: ["ECS.3", "CKV_AWS_335"],
    title: "Tasks do not share the host's process namespace",
    how: "`pidMode` is not set",
    of: resources("aws_ecs_task_definition"),
    holds: (task) => !("pid_mode" in task),
  }),
  control({
    ids: ["ECS.4", "CKV_AWS_334"],
    title: "Containers are not privileged",
    how: "`privileged: false`",
    of: containers,
    holds: (container) => container["privileged"] === false,
  }),
  control({
    ids: ["ECS.5", "CKV_AWS_336"],
    title: "Containers cannot write to their root file system",
    how: "`readonlyRootFilesystem`, unless `worker.read_only_root` says otherwise for ECS Exec; `/tmp` is in memory",
    exceptions: {
      "with a shell": EXEC_WRITES,
      "with a shell and no key": EXEC_WRITES,
      "with a shell in somebody's cluster": EXEC_WRITES,
    },
    of: containers,
    holds: (container) => container["readonlyRootFilesystem"] === true,
  }),
  control({
    ids: ["ECS.8", "AWS-0036"],
    title: "Secrets are not passed as environment variables",
    how: "from Secrets Manager, under `secrets`",
    of: containers,
    holds: ({ environment }) =>
      list(environment).every(({ name }) => !/KEY|SECRET|PASSWORD|AUTH_STRING|TOKEN/.test(String(name))),
  }),
  control({
    ids: ["ECS.9", "ECS7"],
    title: "Containers write their logs to CloudWatch",
    how: "`awslogs`; a slow log cannot stop the worker, unless `logs.mode` is `blocking`",
    of: containers,
    holds: (container) => block(container, "logConfiguration")["logDriver"] === "awslogs",
  }),
  control({
    ids: ["ECS.10", "CKV_AWS_332"],
    title: "Services on Fargate run its latest platform version",
    how: "`platformVersion: LATEST`",
    of: (stack) =>
      resources("aws_ecs_service")(stack).filter(
        ({ launch_type, capacity_provider_strategy }) =>
          launch_type === "FARGATE" ||
          list(capacity_provider_strategy).some(({ capacity_provider }) =>
            String(capacity_provider).startsWith("FARGATE"),
          ),
      ),
    holds: (service) => service["platform_version"] === "LATEST",
  }),
  control({
    ids: ["ECS.12", "ECS4", "CKV_AWS_65", "AWS-0034"],
    title: "Clusters have Container Insights",
    how: "with enhanced observability, in the cluster that is made",
    of: resources("aws_ecs_cluster"),
    holds: (cluster) =>
      list(cluster["setting"]).some(
        ({ name, value }) => name === "containerInsights" && value === "enhanced",
      ),
  }),
  control({
    ids: ["ECS.13", "ECS.14", "ECS.15"],
    title: "Services, clusters and task definitions are tagged, and so are tasks",
    how: "deployment, environment and `tags` on every resource; tasks inherit those of their service",
    of: resources("aws_ecs_service"),
    holds: (service, stack) => {
      const [aws] = list(block(stack.root, "provider")["aws"]);
      const tags = block(block(aws ?? {}, "default_tags"), "tags");
      return (
        "prefect-ecs-worker:deployment" in tags &&
        "prefect-ecs-worker:environment" in tags &&
        service["propagate_tags"] === "SERVICE" &&
        service["enable_ecs_managed_tags"] === true
      );
    },
  }),
  control({
    ids: ["ECS.17"],
    title: "Tasks do not use the host's network",
    how: "network mode `awsvpc`",
    of: resources("aws_ecs_task_definition"),
    holds: (task) => task["network_mode"] === "awsvpc",
  }),
  control({
    ids: ["ECS.18", "CKV_AWS_97", "AWS-0035"],
    title: "No EFS volume is reached without encryption",
    how: "there is no EFS volume",
    of: resources("aws_ecs_task_definition"),
    holds: (task) => list(task["volume"]).every((volume) => !("efs_volume_configuration" in volume)),
  }),
  control({
    ids: ["ECS.20"],
    title: "Containers do not run as root",
    how: "`user: 1000:1000`, or another that is not root",
    of: containers,
    holds: ({ user }) => typeof user === "string" && !/^(root|0+)(:|$)/.test(user),
  }),
  control({
    ids: ["CWE-250"],
    title: "Containers have no Linux capability",
    how: "`capabilities.drop: ALL`",
    of: containers,
    holds: (container) => {
      const capabilities = block(block(container, "linuxParameters"), "capabilities");
      return list(capabilities["add"]).length === 0 && String(capabilities["drop"]) === "ALL";
    },
  }),
  control({
    ids: ["CKV_AWS_249"],
    title: "The role that starts a task is not the role that the task has",
    how: "four roles: for the worker and for flow runs one each, and one each to start them",
    of: resources("aws_ecs_task_definition"),
    holds: ({ execution_role_arn, task_role_arn }) =>
      execution_role_arn !== undefined && execution_role_arn !== task_role_arn,
  }),
  control({
    ids: ["CKV_AWS_223", "CKV_AWS_224"],
    title: "Nobody runs commands in a container unseen",
    how: "ECS Exec is off; where `worker.exec` turns it on, sessions are logged, and encrypted with the key of its own",
    exceptions: {
      "with a shell and no key": "Sessions are logged, and encrypted by TLS alone, of which a plan warns.",
      "with a shell in somebody's cluster":
        "Whether sessions are logged and encrypted is that cluster's configuration, of which a plan warns.",
    },
    of: resources("aws_ecs_service"),
    holds: (service, stack) =>
      service["enable_execute_command"] === false || resources("aws_ecs_cluster")(stack).some(keepsSessions),
  }),
  control({
    ids: ["ECS.19"],
    title: "Instances with tasks on them are not terminated",
    how: "managed termination protection of the capacity provider, where there are instances",
    of: resources("aws_ecs_capacity_provider"),
    holds: (provider) =>
      block(provider, "auto_scaling_group_provider")["managed_termination_protection"] === "ENABLED",
  }),
];

/** Whether sessions of ECS Exec are logged, and they and their log encrypted with a key. */
function keepsSessions(cluster: Element): boolean {
  const command = block(block(cluster, "configuration"), "execute_command_configuration");
  const log = block(command, "log_configuration");
  return (
    command["logging"] === "OVERRIDE" &&
    typeof log["cloud_watch_log_group_name"] === "string" &&
    command["kms_key_id"] !== undefined &&
    log["cloud_watch_encryption_enabled"] === true
  );
}
