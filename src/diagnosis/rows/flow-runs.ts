import { checkSays, either, flowRunSays } from "../evidence.ts";
import { REFERENCES } from "../references.ts";
import { IMAGE, type Row, SECRET_ARN } from "../row.ts";

const names = {
  image: IMAGE,
  secret: SECRET_ARN,
  role: /resource:? (arn:aws[\w-]*:iam::\d+:role\/[\w+=,.@/-]*\w)/,
  action: /not authorized to perform: ([a-z0-9]+:\w+)/,
  cluster: /cluster '([^']+)'/,
  subnets: /Subnets \[([^\]]+)\]/,
};

const reference = REFERENCES.ecsWorker;

/** Why the smoke run, and so any flow run of this pool, does not become an ECS task that ends well. */
export const FLOW_RUN_ROWS = [
  {
    id: "flow-run-no-slot",
    evidence: checkSays("smoke", /lets \d+ flow runs run at a time/),
    names: { place: /The (work (?:pool|queue) .+?) lets \d+ flow runs/ },
    cause:
      "No worker was given the flow run: other runs seem to hold all that the {place|work pool or queue} lets run at a time.",
    remedy:
      "Run the command verify when fewer flows run, or raise the limit: prefect work-pool set-concurrency-limit, or prefect work-queue set-concurrency-limit.",
    reference: REFERENCES.workPools,
  },
  {
    id: "flow-run-pass-role",
    evidence: flowRunSays(/not authorized to perform: iam:PassRole/),
    names,
    cause: "The worker may not pass the role {role|of the flow run} to ECS.",
    remedy:
      "Name the role in flow_runs.task_role_arn or flow_runs.execution_role_arn, for which the worker gets iam:PassRole; a role that the work pool or the deployment names by itself has to be allowed in worker.policy_arns.",
    reference: REFERENCES.passRole,
  },
  {
    id: "flow-run-denied",
    evidence: flowRunSays(/not authorized to perform: (ecs|ec2|logs):\w+/),
    names,
    cause: "The worker may not call {action|AWS} to start a flow run.",
    remedy:
      "Run apply again so that Terraform restores its role; what a role of your own in worker.role_arn or a boundary in worker.permissions_boundary must allow stands in the README.",
    reference: REFERENCES.taskRole,
  },
  {
    id: "flow-run-other-network",
    evidence: flowRunSays(/Subnets .* not found within|different networks|network configuration error/i),
    names,
    cause:
      "Subnets ({subnets|see below}) and security groups of the flow run do not belong to one VPC, which is the work pool's.",
    remedy:
      "Run apply again so that vpc_id and network_configuration of the pool are set together, and name groups of the same VPC in flow_runs.security_group_ids; remove them from the deployment's job_variables.",
    reference: REFERENCES.awsvpc,
  },
  {
    id: "flow-run-vpc-missing",
    evidence: flowRunSays(/must provide a `?vpc_id`? to enable/),
    cause: "The work pool has a network_configuration and no vpc_id.",
    remedy:
      "Run apply again: it sets both defaults in the pool; a deployment's job_variables that name one must name the other.",
    reference,
  },
  {
    id: "flow-run-execution-role-missing",
    evidence: flowRunSays(/execution.role.*must be (provided|set)/i),
    cause: "Flow runs write to CloudWatch Logs, and the work pool names no role that ECS starts them with.",
    remedy:
      "Run apply again, which sets execution_role_arn in the pool, or name a role in flow_runs.execution_role_arn.",
    reference,
  },
  {
    id: "flow-run-cluster-missing",
    evidence: flowRunSays(/cluster '.+' not found|ClusterNotFoundException/),
    names,
    cause: "The cluster {cluster|of the work pool} for flow runs does not exist.",
    remedy:
      "Run apply again, which sets cluster in the pool; look in the deployment's job_variables if it stays so.",
    reference,
  },
  {
    id: "flow-run-log-denied",
    evidence: flowRunSays(
      /execution role does not appear to have sufficient permissions|logger args.*AccessDenied/is,
    ),
    cause: "The role that ECS starts flow runs with may not write to their log group.",
    remedy:
      "Name in flow_runs.execution_role_arn a role that allows logs:CreateLogStream and logs:PutLogEvents, or leave it out.",
    reference,
  },
  {
    id: "flow-run-capacity",
    evidence: flowRunSays(
      /Capacity is unavailable|capacity provider error|no capacity|container instances associated/i,
    ),
    cause: "AWS has no capacity for the flow run's task, or the cluster lacks the capacity provider.",
    remedy:
      "Set flow_runs.capacity to fargate or mixed, or run again later; an existing cluster needs FARGATE and FARGATE_SPOT: aws ecs put-cluster-capacity-providers.",
    reference: REFERENCES.runTask,
  },
  {
    id: "flow-run-throttled",
    evidence: flowRunSays(
      /ThrottlingException|Too many concurrent attempts to create a new revision|Rate exceeded/,
    ),
    cause: "AWS throttles the registration of task definitions.",
    remedy:
      "Leave flow_runs.match_latest_revision_in_family on, so that runs share one, and set worker.aws_retry_mode: adaptive.",
    reference,
  },
  {
    id: "flow-run-key-missing",
    evidence: flowRunSays(/KeyError: 'PREFECT_API_KEY'/),
    cause:
      "The work pool names a secret with an API key, and the worker itself has none, over which prefect-aws stumbles.",
    remedy:
      "Remove prefect_api_key_secret_arn from the work pool's base job template, or give the worker a key in prefect-api-key.",
    reference,
  },
  {
    id: "flow-run-image-not-pulled",
    evidence: flowRunSays(/CannotPullContainerError|pull access denied for/),
    names,
    cause: "The image of the flow run ({image|see below}) could not be pulled.",
    remedy:
      "Check flow_runs.image, and image in the deployment's job_variables; without it a run uses Prefect's own from Docker Hub.",
    reference: REFERENCES.cannotPull,
  },
  {
    id: "flow-run-secret-not-read",
    evidence: flowRunSays(/ResourceInitializationError.*secret/is),
    names,
    cause: "ECS could not give the flow run its secret {secret|of Prefect}.",
    remedy:
      "Run apply again, which sets the secret's ARN in the pool; the role in flow_runs.execution_role_arn has to be allowed to read it.",
    reference: REFERENCES.secretsKnowledge,
  },
  {
    id: "flow-run-task-failed",
    evidence: either(
      flowRunSays(/containers stopped with a non-zero exit code|ECS task failed to start/i),
      flowRunSays(/Failed to (submit flow run to infrastructure|run ECS task)/i),
    ),
    cause: "The flow run's task did not start, or it failed before the flow did.",
    remedy:
      "Read the run's log: aws logs tail <log group> shows it; its task is made from flow_runs and from the pool's base job template.",
    reference,
    isLastResort: true,
  },
] as const satisfies readonly Row[];
