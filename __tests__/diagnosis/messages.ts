import type { Check, CheckId } from "../../src/proof/verdict.ts";
import type { Symptoms } from "../../src/diagnosis/symptoms.ts";

/**
 * Where a message was read: a page or source code that has it; `seen` on the local cloud with real workers; `ours`,
 * which the proof or the launcher says, and their own tests hold; or `unconfirmed`, where the fact is published and
 * the words are not.
 */
type Source = `https://${string}` | "seen" | "ours" | "unconfirmed";
type Message = readonly [id: string, source: Source, symptoms: Partial<Symptoms>];

const ECS = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide";
const PREFECT = "https://github.com/PrefectHQ/prefect/blob/main/src";
const PREFECT_AWS = `${PREFECT}/integrations/prefect-aws/prefect_aws` as const;
const REPOST = "https://repost.aws/knowledge-center/ecs-unable-to-pull-secrets";
const EVENTS = `${ECS}/service-event-messages-list.html` as const;
const PULL = `${ECS}/task_cannot_pull_image.html` as const;

const ASM =
  "ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: unable to retrieve secret from asm: service call has been retried 1 time(s):";
const ARN = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:etl/key-AbCdEf";

const stopped = (...stoppedReasons: string[]) => ({ stoppedReasons, stopCodes: ["TaskFailedToStart"] });
const happened = (...events: string[]) => ({ events });
const wrote = (...log: string[]) => ({ log, exitCodes: [1] });
const failed = (id: CheckId, evidence: string) => ({ checks: [check(id, "failed", evidence)] });
const check = (id: CheckId, outcome: Check["outcome"], evidence: string): Check => ({
  id,
  title: "A check",
  outcome,
  evidence,
});
const ran = (...states: string[]) => ({ flowRun: { states, logs: [] } });
const answered = (status: number, detail: string) => ({ request: { status, detail } });
/** As prefect's client words a refusal in the worker's log. */
const refusal = (status: string, body: string) =>
  wrote(
    `prefect.exceptions.PrefectHTTPStatusError: Client error '${status}' for url 'http://127.0.0.1:4300/api/work_pools/etl' - Response: ${body} - For more information check: https://developer.mozilla.org/en-US/docs/Web/HTTP/Status/${status.slice(0, 3)}`,
  );

/** Recorded and documented messages, and the cause that each of them is first of all. */
export const MESSAGES: readonly Message[] = [
  // Secrets
  [
    "secret-kms-denied",
    REPOST,
    stopped(
      `${ASM} failed to fetch secret ${ARN} from secrets manager: AccessDeniedException: Access to KMS is not allowed`,
    ),
  ],
  [
    "secret-access-denied",
    REPOST,
    stopped(
      `${ASM} failed to fetch secret ${ARN} from secrets manager: AccessDeniedException: User: arn:aws:sts::123456789012:assumed-role/etl-execution/26e17af95b5e431893308026b892584f is not authorized to perform: secretsmanager:GetSecretValue on resource: ${ARN} because no identity-based policy allows the secretsmanager:GetSecretValue action`,
    ),
  ],
  [
    "secret-without-value",
    "https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html",
    stopped(
      `${ASM} failed to fetch secret ${ARN} from secrets manager: ResourceNotFoundException: Secrets Manager can't find the specified secret value for staging label: AWSCURRENT`,
    ),
  ],
  [
    "secret-key-missing",
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/secrets-envvar-secrets-manager.html",
    stopped(`${ASM} retrieved secret from Secrets Manager did not contain json key PREFECT_API_KEY`),
  ],
  [
    "secret-missing",
    REPOST,
    stopped(
      `${ASM} failed to fetch secret ${ARN} from secrets manager: ResourceNotFoundException: Secrets Manager can't find the specified secret.`,
    ),
  ],
  [
    "secrets-unreachable",
    `${ECS}/resource-initialization-error.html`,
    stopped(
      "ResourceInitializationError: unable to pull secrets or registry auth: unable to retrieve secret from asm: There is a connection issue between the task and AWS Secrets Manager. Check your task network configuration. failed to fetch secret arn:aws:secretsmanager:us-east-1:123456789012:secret:etl from secrets manager: operation error Secrets Manager: GetSecretValue, https response error StatusCode: 0, RequestID: , request send failed",
    ),
  ],
  [
    "secrets-unreachable",
    `${ECS}/resource-initialization-error.html`,
    stopped(
      "ResourceInitializationError: unable to pull secrets or registry auth: unable to retrieve secrets from ssm: The task cannot pull secrets from AWS Systems Manager. There is a connection issue between the task and AWS Systems Manager Parameter Store. Check your task network configuration. RequestCanceled: request context canceled caused by: context deadline exceeded",
    ),
  ],
  [
    "secret-not-read",
    REPOST,
    stopped(
      "ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: unable to retrieve secret from asm: service call has been retried.",
    ),
  ],
  // Images
  [
    "image-rate-limited",
    PULL,
    stopped(
      "CannotPullContainerError: ref pull has been retried 1 time(s): failed to copy: httpReadSeeker: failed open: unexpected status code https://registry-1.docker.io/v2/prefecthq/prefect-aws/manifests/latest: 429 Too Many Requests - Server message: toomanyrequests: You have reached your pull rate limit. You may increase the limit by authenticating and upgrading: https://www.docker.com/increase-rate-limit",
    ),
  ],
  [
    "image-architecture",
    `${ECS}/ecs-arm64.html`,
    stopped(
      "CannotPullContainerError: pull image manifest has been retried 1 time(s): image Manifest does not contain descriptor matching platform 'linux/amd64'",
    ),
  ],
  ["image-architecture", `${ECS}/ecs-arm64.html`, wrote("exec /usr/local/bin/python: exec format error")],
  [
    "registry-name-not-resolved",
    `${ECS}/verify-connectivity.html`,
    stopped(
      'CannotPullContainerError: pull image manifest has been retried 5 time(s): failed to resolve ref registry.example.com/etl:1: failed to do request: Head "https://registry.example.com/v2/etl/manifests/1": dial tcp: lookup registry.example.com on 10.0.0.2:53: no such host',
    ),
  ],
  [
    "registry-unreachable",
    `${ECS}/resource-initialization-error.html`,
    stopped(
      'ResourceInitializationError: unable to pull secrets or registry auth: The task cannot pull registry auth from Amazon ECR: There is a connection issue between the task and Amazon ECR. Check your task network configuration. operation error ECR: GetAuthorizationToken, exceeded maximum number of attempts, 3, https response error StatusCode: 0, RequestID: , request send failed, Post "https://api.ecr.eu-north-1.amazonaws.com/": dial tcp 13.53.180.123:443: i/o timeout.',
    ),
  ],
  [
    "registry-unreachable",
    PULL,
    stopped(
      "CannotPullContainerError: API error (500): Get https://111122223333.dkr.ecr.us-east-1.amazonaws.com/v2/: net/http: request canceled while waiting for connection",
    ),
  ],
  [
    "registry-unreachable",
    PULL,
    happened(
      "(service etl) was unable to place a task. Reason: CannotPullContainerError: The task can’t pull the image. Check your network configuration.",
    ),
  ],
  [
    "registry-auth-denied",
    REPOST,
    stopped(
      "ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: unable to retrieve ecr registry auth: service call has been retried 1 time(s): AccessDeniedException: User: arn:aws:sts::123456789012:assumed-role/etl-execution/c83b2ce0 is not authorized to perform: ecr:GetAuthorizationToken on resource: * because no identity-based policy allows the ecr:GetAuthorizationToken action",
    ),
  ],
  [
    "image-access-denied",
    PULL,
    stopped(
      "CannotPullContainerError: pull access denied for prefecthq/nothing, repository does not exist or may require 'docker login': denied: requested access to the resource is denied",
    ),
  ],
  [
    "image-access-denied",
    "https://repost.aws/knowledge-center/ecs-fargate-pull-container-error",
    stopped(
      "CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref 123456789012.dkr.ecr.eu-west-1.amazonaws.com/etl:1: unexpected status from HEAD request to https://123456789012.dkr.ecr.eu-west-1.amazonaws.com/v2/etl/manifests/1: 403 Forbidden",
    ),
  ],
  [
    "image-access-denied",
    PULL,
    stopped(
      "CannotPullContainerError: The task can’t pull the image. Check that the role arn:aws:iam::123456789012:role/etl has the permissions to pull images from the registry.",
    ),
  ],
  [
    "image-not-found",
    PULL,
    stopped("CannotPullContainerError: failed to resolve ref docker.io/library/nothing:1: not found"),
  ],
  [
    "image-not-found",
    PULL,
    stopped(
      "CannotPullContainerError: API error (404): repository 111122223333.dkr.ecr.us-east-1.amazonaws.com/etl/worker not found",
    ),
  ],
  ["image-not-found", "seen", stopped("CannotPullContainerError: manifest for prefecthq/nope:9 not found")],
  [
    "image-too-large",
    PULL,
    stopped(
      "CannotPullContainerError: write /var/lib/docker/tmp/GetImageBlob111111111: no space left on device",
    ),
  ],
  [
    "image-not-pulled",
    PULL,
    stopped(
      "CannotPullContainerError: ref pull has been retried 1 time(s): failed to copy: httpReaderSeeker: failed open: unexpected status code",
    ),
  ],
  // What ECS prepares
  [
    "log-group-missing",
    `${ECS}/resource-not-found-error.html`,
    stopped(
      "ResourceInitializationError: failed to validate logger args: create stream has been retried 1 times: failed to create Cloudwatch log stream: ResourceNotFoundException: The specified log group does not exist.: exit status 1",
    ),
  ],
  [
    "log-group-denied",
    `${ECS}/resource-initialization-error.html`,
    stopped(
      "ResourceInitializationError: failed to validate logger args: create stream has been retried 1 times: failed to create Cloudwatch log stream: AccessDeniedException: User: arn:aws:sts::123456789012:assumed-role/etl-execution/8a is not authorized to perform: logs:CreateLogStream on resource: arn:aws:logs:eu-west-1:123456789012:log-group:/ecs/etl:log-stream:worker/x : exit status 1",
    ),
  ],
  [
    "logs-unreachable",
    `${ECS}/resource-initialization-error.html`,
    stopped(
      "ResourceInitializationError: failed to validate logger args: The task cannot find the Amazon CloudWatch log group defined in the task definition. There is a connection issue between the task and Amazon CloudWatch. Check your network configuration. : signal: killed",
    ),
  ],
  [
    "subnet-full",
    `${ECS}/failed-to-start-error.html`,
    stopped(
      "Unexpected EC2 error while attempting to Create Network Interface with public IP assignment enabled in subnet 'subnet-0a1b2c3d': InsufficientFreeAddressesInSubnet",
    ),
  ],
  [
    "network-of-different-vpcs",
    "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html",
    stopped(
      "Unexpected EC2 error while attempting to Create Network Interface in subnet 'subnet-0a1b2c3d': Security group sg-0a1b2c3d and subnet subnet-0a1b2c3d belong to different networks.",
    ),
  ],
  [
    "network-missing",
    "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html",
    happened(
      "(service etl) was unable to place a task. Reason: The subnet ID 'subnet-0a1b2c3d' does not exist.",
    ),
  ],
  [
    "network-interface-late",
    `${PREFECT}/integrations/prefect-aws/tests/observers/test_diagnostics.py`,
    stopped("Timeout waiting for network interface provisioning to complete."),
  ],
  [
    "role-not-assumed",
    `${ECS}/task-iam-roles.html`,
    happened(
      "(service etl) failed to launch a task with (error ECS was unable to assume the role 'arn:aws:iam::123456789012:role/etl-task' that was provided for this task. Please verify that the role being passed has the proper trust relationship and permissions and that your IAM user has permissions to pass this role.).",
    ),
  ],
  [
    "filesystem-read-only",
    "https://docs.python.org/3/library/errno.html#errno.EROFS",
    wrote("OSError: [Errno 30] Read-only file system: '/opt/cache'"),
  ],
  // Capacity
  [
    "spot-interrupted",
    `${ECS}/spot-interruption-errors.html`,
    { stoppedReasons: ["Your Spot Task was interrupted."], stopCodes: ["SpotInterruption"] },
  ],
  [
    "fargate-quota",
    EVENTS,
    happened(
      "(service etl) was unable to place a task. Reason: You’ve reached the limit on the number of vCPUs you can run concurrently.",
    ),
  ],
  [
    "fargate-quota",
    EVENTS,
    happened(
      "(service etl) was unable to place a task. Reason: The requested CPU configuration is above your limit.",
    ),
  ],
  [
    "capacity-unavailable",
    EVENTS,
    happened(
      "(service etl) was unable to place a task. Reason: Capacity is unavailable at this time. Please try again later or in a different availability zone.",
    ),
  ],
  [
    "no-container-instances",
    EVENTS,
    happened(
      "(service etl) was unable to place a task because no container instance met all of its requirements. The closest matching container-instance i-0a has insufficient CPU units available.",
    ),
  ],
  [
    "provisioning-limit",
    EVENTS,
    happened(
      "(service etl) was unable to place tasks in your cluster because the tasks provisioning capacity limit was exceeded.",
    ),
  ],
  ["zone-unsupported", EVENTS, happened("(service etl) was unable to place a task. Reason: Internal error.")],
  [
    "service-throttled",
    EVENTS,
    happened("(service etl) operations are being throttled. Will try again later."),
  ],
  // The process
  [
    "out-of-memory",
    `${ECS}/out-of-memory.html`,
    {
      stoppedReasons: [
        "Essential container in task exited",
        "OutOfMemoryError: Container killed due to memory usage",
      ],
      exitCodes: [137],
    },
  ],
  [
    "command-not-found",
    `${ECS}/cannot-start-container.html`,
    stopped(
      'CannotStartContainerError: ResourceInitializationError: unable to create new container: exec: "python": executable file not found in $PATH',
    ),
  ],
  ["command-not-found", "seen", wrote("FileNotFoundError: [Errno 2] No such file or directory: 'prefect'")],
  ["command-not-found", "seen", { exitCodes: [127] }],
  [
    "command-not-executable",
    `${ECS}/cannot-start-container.html`,
    stopped('CannotStartContainerError: exec: "/entrypoint.sh": permission denied: unknown'),
  ],
  [
    "worker-type-unknown",
    `${PREFECT}/prefect/cli/worker.py`,
    wrote(
      "Unable to start worker. Please ensure you have the necessary dependencies ",
      "installed to run your desired worker type.",
    ),
  ],
  [
    "prefect-aws-too-old",
    "ours",
    wrote(
      "prefect-aws 0.5.12 is too old: it would show Prefect's credential in each flow run's task. " +
        "Give worker.image a version from 0.5.13 on.",
    ),
  ],
  [
    "option-unknown",
    "seen",
    {
      exitCodes: [2],
      log: [
        "╭─ Error ─╮",
        "│ Unknown option: --no-such-flag.                                              │",
      ],
    },
  ],
  [
    "setting-invalid",
    "seen",
    wrote(
      "pydantic_core._pydantic_core.ValidationError: 1 validation error for WorkerSettings",
      "heartbeat_seconds",
      "  Input should be a valid number, unable to parse string as a number [type=float_parsing, input_value='often', input_type=str]",
    ),
  ],
  ["module-not-found", "seen", wrote("ModuleNotFoundError: No module named 'mylib'")],
  [
    "worker-stuck",
    "seen",
    {
      ...wrote(
        "ERROR | prefect.worker.ecs - Worker has not polled in the last 30.06 seconds and should be restarted",
      ),
      stoppedReasons: ["Task failed container health checks"],
    },
  ],
  [
    "health-check-failing",
    `${ECS}/healthcheck.html`,
    { stoppedReasons: ["Task failed container health checks"], stopCodes: ["ServiceSchedulerInitiated"] },
  ],
  // Prefect's API
  ["prefect-basic-auth", "seen", refusal("401 Unauthorized", "{'exception_message': 'Unauthorized'}")],
  ["prefect-basic-auth", `${PREFECT}/prefect/server/api/server.py`, answered(401, "Unauthorized")],
  [
    "prefect-unauthorized",
    "https://github.com/PrefectHQ/prefect/issues/16289",
    wrote(
      "prefect.exceptions.PrefectHTTPStatusError: Client error '401 Unauthorized' for url 'https://api.prefect.cloud/api/accounts/a/workspaces/w/work_pools/etl' - Response: {'detail': 'Invalid authentication credentials'}",
    ),
  ],
  [
    "prefect-unauthorized",
    "https://github.com/PrefectHQ/prefect/issues/16289",
    answered(401, "Invalid authentication credentials"),
  ],
  ["prefect-csrf", "seen", refusal("403 Forbidden", "{'detail': 'Missing CSRF token.'}")],
  [
    "prefect-csrf",
    `${PREFECT}/prefect/server/api/middleware.py`,
    answered(403, "Invalid CSRF token or client identifier."),
  ],
  // That an account may have such a list is published, and its name; how a refusal is worded is not.
  ["prefect-ip-not-allowed", "unconfirmed", answered(403, "203.0.113.7 is not in the IP allowlist.")],
  [
    "prefect-plan",
    `${PREFECT}/prefect/client/orchestration/_work_pools/client.py`,
    answered(403, "Your plan does not support hybrid or push work pools."),
  ],
  [
    "work-pool-name-reserved",
    `${PREFECT}/prefect/server/api/workers.py`,
    answered(403, "Work pools starting with 'Prefect' are reserved for internal use."),
  ],
  [
    "prefect-forbidden",
    `${PREFECT}/prefect/client/base.py`,
    refusal("403 Forbidden", "{'detail': 'Forbidden'}"),
  ],
  ["prefect-forbidden", `${PREFECT}/prefect/client/base.py`, answered(403, "Forbidden")],
  ["workspace-not-found", "unconfirmed", answered(404, "Workspace not found")],
  [
    "workspace-not-found",
    `${PREFECT}/prefect/client/base.py`,
    wrote(
      "prefect.exceptions.PrefectHTTPStatusError: Client error '404 Not Found' for url 'https://api.prefect.cloud/api/accounts/a/workspaces/w/work_pools/etl/workers/heartbeat'",
    ),
  ],
  ["prefect-address", "seen", answered(404, "Not Found")],
  [
    "prefect-rate-limited",
    "https://docs.prefect.io/v3/concepts/rate-limits",
    refusal("429 Too Many Requests", "{'detail': 'Too Many Requests'}"),
  ],
  ["prefect-server-failing", "seen", answered(503, "Service Unavailable")],
  [
    "prefect-server-failing",
    `${PREFECT}/prefect/client/base.py`,
    wrote(
      "prefect.exceptions.PrefectHTTPStatusError: Server error '502 Bad Gateway' for url 'https://prefect.example.com/api/work_pools/etl'",
    ),
  ],
  [
    "prefect-certificate",
    "https://docs.python.org/3/library/ssl.html",
    wrote(
      "WARNING | Unable to reach the Prefect API while starting up; the worker will keep attempting to connect: [SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: self-signed certificate (_ssl.c:1006)",
    ),
  ],
  [
    "prefect-certificate",
    "https://nodejs.org/api/tls.html#x509-certificate-error-codes",
    { request: { status: undefined, detail: "self-signed certificate" } },
  ],
  [
    "prefect-name-not-resolved",
    "https://docs.python.org/3/library/socket.html#socket.gaierror",
    wrote(
      "WARNING | Unable to reach the Prefect API while starting up; the worker will keep attempting to connect: [Errno -2] Name or service not known",
    ),
  ],
  [
    "prefect-name-not-resolved",
    "https://nodejs.org/api/errors.html#common-system-errors",
    { request: { status: undefined, detail: "getaddrinfo ENOTFOUND prefect.internal" } },
  ],
  [
    "prefect-versions",
    `${PREFECT}/prefect/client/orchestration/__init__.py`,
    wrote(
      "RuntimeError: Found incompatible versions: client: 3.8.8, server: 2.20.1. Major versions must match.",
    ),
  ],
  [
    "prefect-unreachable",
    "seen",
    {
      log: [
        "WARNING | Unable to reach the Prefect API while starting up; the worker will keep attempting to connect: All connection attempts failed",
      ],
    },
  ],
  [
    "prefect-unreachable",
    "seen",
    { request: { status: undefined, detail: "connect ECONNREFUSED 127.0.0.1:9" } },
  ],
  [
    "prefect-silent",
    "ours",
    {
      log: ["INFO | prefect.worker.ecs - Worker started!"],
      ...failed("worker", "Task 0a has been RUNNING for 92 s, yet its worker is not registered."),
    },
  ],
  [
    "worker-without-task",
    "ours",
    failed(
      "worker",
      'Task 0a has been RUNNING for 92 s, yet its worker is not known by its id: "etl-3f9c2a1b-0badcafe" bears another, as ECS\'s metadata endpoint did not tell it its task.',
    ),
  ],
  // The work pool
  [
    "work-pool-type",
    "seen",
    wrote(
      "WARNING | Worker type mismatch! This worker process expects type 'ecs' but received 'process' from the server. Unexpected behavior may occur.",
    ),
  ],
  ["work-pool-type", "ours", failed("work-pool", '"etl" has type process.')],
  ["work-pool-type", "ours", failed("work-pool", '"etl" has type ecs:push.')],
  [
    "work-pool-paused",
    "seen",
    wrote(
      "The work pool 'etl' is currently paused. This worker will not execute any flow runs",
      "until the work pool is unpaused.",
    ),
  ],
  ["work-pool-paused", "ours", failed("work-pool", '"etl" has type ecs and is paused.')],
  ["work-pool-missing", "seen", { log: ["WARNING | prefect.worker.ecs - Work pool 'missing' not found!"] }],
  [
    "work-pool-missing",
    `${PREFECT}/prefect/server/api/workers.py`,
    answered(404, 'Work pool "missing" not found.'),
  ],
  [
    "work-queue-paused",
    `${PREFECT}/prefect/cli/worker.py`,
    wrote(
      "Specified work queue(s) in the work pool 'etl' are currently paused. This worker",
      "will not execute any flow runs until the work queues are unpaused.",
    ),
  ],
  [
    "work-queue-missing",
    "ours",
    failed("queues", 'In the work pool "etl" queue "hgih" does not exist: a worker that polls it is idle.'),
  ],
  ["work-queue-paused", "ours", failed("queues", 'Queue "high" is paused.')],
  [
    "work-queue-idle",
    "ours",
    failed(
      "queues",
      'Queue "high" was not polled since the last worker registered (12:00:05.250Z) 40 s ago: it is ONLINE and idle.',
    ),
  ],
  [
    "work-pool-not-ready",
    "ours",
    failed("work-pool", '"etl" has type ecs, status NOT_READY. Its workers have been registered for 30 s.'),
  ],
  ["work-pool-missing", "ours", failed("work-pool", 'The work pool "etl" does not exist.')],
  [
    "observer-denied",
    "ours",
    failed("observer", 'The worker of task 0a may not read the queue "etl": AccessDenied'),
  ],
  ["observer-queue-missing", "ours", failed("observer", 'The queue "etl" does not exist.')],
  [
    "prefect-versions",
    "ours",
    failed(
      "prefect",
      "Prefect's versions do not fit: the server has 3.1.2, the worker's image 3.8.8; the server is older than the worker.",
    ),
  ],
  [
    "worker-offline",
    "ours",
    failed("worker", "Task 0a has been RUNNING for 92 s, yet its worker sent its last heartbeat 75 s ago."),
  ],
  [
    "command-not-found",
    "seen",
    wrote(
      '  File "<string>", line 29, in <module>',
      '  File "<frozen os>", line 574, in execvp',
      '  File "<frozen os>", line 616, in _execvpe',
      "FileNotFoundError: [Errno 2] No such file or directory",
    ),
  ],
  [
    "observer-denied",
    `${PREFECT_AWS}/observers/ecs.py`,
    wrote(
      "botocore.exceptions.ClientError: An error occurred (AccessDenied) when calling the GetQueueUrl operation: User: arn:aws:sts::123456789012:assumed-role/etl/8a is not authorized to perform: sqs:getqueueurl on resource: arn:aws:sqs:eu-west-1:123456789012:etl",
    ),
  ],
  [
    "observer-queue-missing",
    "seen",
    wrote(
      "WARNING | prefect_aws.observers.ecs - SQS queue 'nope' does not exist in region 'default'. This worker will continue to submit ECS tasks, but event replication and crash detection will not work.",
    ),
  ],
  ["observer-crashed", "seen", wrote("ERROR | prefect_aws.observers.ecs - ECS observer task crashed")],
  // Flow runs
  [
    "flow-run-no-slot",
    "ours",
    failed("smoke", "It is still Late after 300 s. The work pool etl lets 10 flow runs run at a time."),
  ],
  [
    "flow-run-pass-role",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html",
    ran(
      "Crashed: Flow run could not be submitted to infrastructure: AccessDeniedException: User: arn:aws:sts::123456789012:assumed-role/etl/8a is not authorized to perform: iam:PassRole on resource: arn:aws:iam::123456789012:role/flows because no identity-based policy allows the iam:PassRole action",
    ),
  ],
  [
    "flow-run-denied",
    "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RunTask.html",
    ran(
      "Crashed: An error occurred (AccessDeniedException) when calling the RunTask operation: User: arn:aws:sts::123456789012:assumed-role/etl/8a is not authorized to perform: ecs:RunTask on resource: arn:aws:ecs:eu-west-1:123456789012:task-definition/etl:1",
    ),
  ],
  [
    "flow-run-other-network",
    `${PREFECT_AWS}/workers/ecs_worker.py`,
    ran(
      "Crashed: Subnets ['subnet-0a1b2c3d'] not found within VPC with ID vpc-0a1b2c3d.Please check that VPC is associated with supplied subnets.",
    ),
  ],
  [
    "flow-run-other-network",
    `${PREFECT_AWS}/workers/ecs_worker.py`,
    ran(
      "Crashed: Failed to run ECS task due to a network configuration error. Verify the subnets and security groups in your work pool's network configuration are valid and belong to the expected VPC.",
    ),
  ],
  [
    "flow-run-vpc-missing",
    "seen",
    ran("Crashed: You must provide a `vpc_id` to enable custom `network_configuration`."),
  ],
  [
    "flow-run-execution-role-missing",
    "seen",
    ran(
      "Crashed: An `execution_role_arn` must be provided to use `configure_cloudwatch_logs` or `stream_logs`.",
    ),
  ],
  [
    "flow-run-cluster-missing",
    "seen",
    ran(
      "Crashed: Failed to run ECS task, cluster 'default' not found. Confirm that the cluster is configured in your region.",
    ),
  ],
  [
    "flow-run-log-denied",
    `${PREFECT_AWS}/workers/ecs_worker.py`,
    ran(
      "Crashed: Failed to run ECS task, the attached execution role does not appear to have sufficient permissions.",
    ),
  ],
  [
    "flow-run-capacity",
    `${PREFECT_AWS}/workers/ecs_worker.py`,
    ran(
      "Crashed: Failed to run ECS task: Capacity is unavailable at this time. Please try again later or in a different availability zone",
    ),
  ],
  [
    "flow-run-throttled",
    "https://github.com/PrefectHQ/prefect/issues/15865",
    ran(
      "Crashed: An error occurred (ClientException) when calling the RegisterTaskDefinition operation: Too many concurrent attempts to create a new revision of the specified family.",
    ),
  ],
  [
    "flow-run-key-missing",
    "seen",
    ran("Crashed: Flow run could not be submitted to infrastructure: KeyError: 'PREFECT_API_KEY'"),
  ],
  [
    "flow-run-image-not-pulled",
    `${PREFECT_AWS}/observers/diagnostics.py`,
    ran(
      "Crashed: Container image pull failed: CannotPullContainerError: failed to resolve ref docker.io/library/nothing:1: not found",
    ),
  ],
  [
    "flow-run-secret-not-read",
    `${PREFECT_AWS}/observers/diagnostics.py`,
    ran(`Crashed: ECS task failed to start: ${ASM} failed to fetch secret ${ARN}`),
  ],
  [
    "flow-run-task-failed",
    "seen",
    ran("Pending", "Crashed: The following containers stopped with a non-zero exit code: ['prefect']"),
  ],
  // The deployment
  [
    "deployment-protected-tasks",
    EVENTS,
    happened(
      "(service etl) was unable to reach steady state because task set (ts-1) was unable to scale in. Reason: The number of protected tasks are more than the desired count of tasks",
    ),
  ],
  [
    "deployment-cannot-move",
    EVENTS,
    happened(
      "(service etl) was unable to stop or start tasks during a deployment because of the service deployment configuration. Update the minimumHealthyPercent or maximumPercent value and try again.",
    ),
  ],
  [
    "deployment-stuck",
    "ours",
    {
      checks: [
        check("ecs-deployment", "unknown", "0 of 1 tasks RUNNING, rollout IN_PROGRESS."),
        check("worker", "unknown", "0 of 1 ONLINE with a fresh heartbeat; 1 of etl-77ab01cd still to leave."),
      ],
    },
  ],
  [
    "killed",
    `${ECS}/stopped-task-error-codes.html`,
    { stoppedReasons: ["Essential container in task exited"], exitCodes: [137] },
  ],
  [
    "crashed",
    `${ECS}/stopped-task-error-codes.html`,
    { stoppedReasons: ["Essential container in task exited"], exitCodes: [139] },
  ],
  [
    "worker-exited",
    "seen",
    {
      stoppedReasons: ["Essential container in task exited"],
      exitCodes: [1],
      log: ["14:08:11.021 | INFO | prefect.worker.ecs - Stopping worker..."],
    },
  ],
  [
    "circuit-breaker",
    `${ECS}/deployment-circuit-breaker.html`,
    { rolloutStateReason: "ECS deployment circuit breaker: tasks failed to start." },
  ],
];

/** Messages like those of a row, which must be another one's, or nobody's. */
export const NEAR_MISSES: readonly (readonly [what: string, id: string, symptoms: Partial<Symptoms>])[] = [
  [
    "403 of a registry is not Prefect's",
    "image-access-denied",
    stopped("CannotPullContainerError: unexpected status: 403 Forbidden"),
  ],
  [
    "403 of another server in the log is not Prefect's",
    "worker-exited",
    wrote(
      "httpx.HTTPStatusError: Client error '403 Forbidden' for url 'https://registry.example.com/v2/etl'",
    ),
  ],
  [
    "401 of a registry is not Prefect's",
    "image-access-denied",
    stopped("CannotPullContainerError: unexpected status: 401 Unauthorized"),
  ],
  ["exit code 137 alone does not prove that memory ran out", "killed", { exitCodes: [137] }],
  [
    "a task that ECS stopped for its health check was not killed by memory",
    "health-check-failing",
    { stoppedReasons: ["Task failed container health checks"], exitCodes: [] },
  ],
  [
    "a secret that may not be read is not missing",
    "secret-access-denied",
    stopped(
      `${ASM} failed to fetch secret ${ARN} from secrets manager: AccessDeniedException: User: x is not authorized to perform: secretsmanager:GetSecretValue on resource: ${ARN}`,
    ),
  ],
  [
    "a log group that cannot be reached is not missing",
    "logs-unreachable",
    stopped(
      "ResourceInitializationError: failed to validate logger args: The task cannot find the Amazon CloudWatch log group defined in the task definition. There is a connection issue between the task and Amazon CloudWatch.",
    ),
  ],
  [
    "a name that is not resolved is no registry that does not answer",
    "registry-name-not-resolved",
    stopped("CannotPullContainerError: dial tcp: lookup x.example.com: no such host"),
  ],
  [
    "the pool of an API that answers is missing, not the API",
    "work-pool-missing",
    answered(404, 'Work pool "etl" not found.'),
  ],
  [
    "a queue that a check misses outweighs a warning of the worker's start, which has passed",
    "work-queue-missing",
    {
      log: [
        "WARNING | Unable to reach the Prefect API while starting up; the worker will keep attempting to connect: All connection attempts failed",
        "INFO | prefect.worker.ecs - Worker started!",
      ],
      ...failed(
        "queues",
        'In the work pool "etl" queue "hgih" does not exist: a worker that polls it is idle.',
      ),
    },
  ],
  [
    "a pool that a check finds paused outweighs an import that the worker does without",
    "work-pool-paused",
    {
      log: ["ModuleNotFoundError: No module named 'uvloop'"],
      ...failed("work-pool", '"etl" has type ecs and is paused.'),
    },
  ],
  [
    "a check that only says what happened does not outweigh the log that says why",
    "prefect-unreachable",
    {
      log: [
        "WARNING | Unable to reach the Prefect API while starting up; the worker will keep attempting to connect: All connection attempts failed",
      ],
      ...failed("worker", "Task 0a has been RUNNING for 92 s, yet its worker is not registered."),
    },
  ],
  [
    "requests that failed before a health check did are no wrong address",
    "worker-stuck",
    {
      stoppedReasons: ["Task failed container health checks"],
      stopCodes: ["ServiceSchedulerInitiated"],
      log: [
        "INFO | prefect.worker.ecs - Worker started!",
        "httpx.ConnectError: All connection attempts failed",
        "ERROR | prefect.worker.ecs - Worker has not polled in the last 300.52 seconds and should be restarted",
      ],
    },
  ],
  [
    "a work pool that is called after an account is no account",
    "work-pool-missing",
    answered(404, 'Work pool "account-etl" not found.'),
  ],
  [
    "a word of the rows in another sense",
    "unknown",
    { log: ["INFO | the secret of a good image is its capacity to forgive"] },
  ],
  [
    "a steady state",
    "unknown",
    happened("(service etl) has reached a steady state.", "(service etl) has started 1 tasks: (task 0a)."),
  ],
  [
    "a scaling activity",
    "unknown",
    {
      stoppedReasons: ["Scaling activity initiated by (deployment ecs-svc/1)"],
      stopCodes: ["ServiceSchedulerInitiated"],
    },
  ],
  ["a pool of the right type", "unknown", failed("work-pool", '"etl" has type ecs.')],
];
