import { block, containers, control, type Control, list, resources } from "./control.ts";

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
    how: "`readonlyRootFilesystem`; `/tmp` is in memory",
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
    title: "Containers write their logs to CloudWatch, and a slow log cannot stop them",
    how: "`awslogs` in mode `non-blocking` with a buffer of 25 MB",
    of: containers,
    holds: (container) => {
      const { logDriver, options } = block(container, "logConfiguration");
      return logDriver === "awslogs" && list(options)[0]?.["mode"] === "non-blocking";
    },
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
    how: "three roles: to start tasks, for the worker, for flow runs",
    of: resources("aws_ecs_task_definition"),
    holds: ({ execution_role_arn, task_role_arn }) =>
      execution_role_arn !== undefined && execution_role_arn !== task_role_arn,
  }),
  control({
    ids: ["CKV_AWS_223", "CKV_AWS_224"],
    title: "Nobody runs commands in a container unseen",
    how: "ECS Exec is off",
    of: resources("aws_ecs_service"),
    holds: (service) => service["enable_execute_command"] === false,
  }),
];
