"""Faults of AWS that this machine cannot have, on request.

A container whose definition sets LOCAL_CLOUD_FAULT meets the fault of that name, in AWS's own words (Amazon ECS
Developer Guide, "Stopped tasks error messages" and "Service event messages"; AWS re:Post): its task does not start,
or is not placed, or is taken back. Everything else goes its usual way, the circuit breaker too.
"""

import threading
from collections.abc import Callable

from ministack.core.responses import get_account_id, get_region, request_scope
from ministack.services import ecs

from cloud.patches.lookups import task_definition
from cloud.patches.wrapping import wrap

VARIABLE = "LOCAL_CLOUD_FAULT"

PULL = "CannotPullContainerError: "
INITIALIZE = "ResourceInitializationError: "
SECRET = (
    f"{INITIALIZE}unable to pull secrets or registry auth: execution resource retrieval failed: "
    "unable to retrieve secret from asm: service call has been retried 1 time(s): failed to fetch secret "
    "arn:aws:secretsmanager:eu-west-1:123456789012:secret:prefect-AbCdEf from secrets manager: "
)
INTERFACE = "Unexpected EC2 error while attempting to Create Network Interface "
UNPLACED = "was unable to place a task. Reason: "

# Why a task stops before its container starts.
NOT_STARTED = {
    "image-not-found": f"{PULL}failed to resolve ref docker.io/prefecthq/prefect-aws:0.0.0: not found",
    "image-rate-limited": (
        f"{PULL}ref pull has been retried 1 time(s): failed to copy: httpReadSeeker: failed open: unexpected status "
        "code 429 Too Many Requests - Server message: toomanyrequests: You have reached your pull rate limit."
    ),
    "image-architecture": (
        f"{PULL}pull image manifest has been retried 1 time(s): image Manifest does not contain descriptor "
        "matching platform 'linux/amd64'"
    ),
    "registry-unreachable": (
        f"{INITIALIZE}unable to pull secrets or registry auth: The task cannot pull registry auth from Amazon ECR: "
        "There is a connection issue between the task and Amazon ECR. Check your task network configuration. "
        'Post "https://api.ecr.eu-west-1.amazonaws.com/": dial tcp 13.53.180.123:443: i/o timeout.'
    ),
    "registry-name-not-resolved": (
        f"{PULL}pull image manifest has been retried 5 time(s): failed to resolve ref registry.example.com/etl:1: "
        "dial tcp: lookup registry.example.com on 10.0.0.2:53: no such host"
    ),
    "secret-access-denied": (
        f"{SECRET}AccessDeniedException: User: arn:aws:sts::123456789012:assumed-role/etl-execution/26e17af9 is not "
        "authorized to perform: secretsmanager:GetSecretValue on resource: prefect because no identity-based policy "
        "allows the secretsmanager:GetSecretValue action"
    ),
    "secret-kms-denied": f"{SECRET}AccessDeniedException: Access to KMS is not allowed",
    "secrets-unreachable": (
        f"{INITIALIZE}unable to pull secrets or registry auth: unable to retrieve secret from asm: There is a "
        "connection issue between the task and AWS Secrets Manager. Check your task network configuration."
    ),
    "log-group-missing": (
        f"{INITIALIZE}failed to validate logger args: create stream has been retried 1 times: failed to create "
        "Cloudwatch log stream: ResourceNotFoundException: The specified log group does not exist.: exit status 1"
    ),
    "logs-unreachable": (
        f"{INITIALIZE}failed to validate logger args: The task cannot find the Amazon CloudWatch log group defined "
        "in the task definition. There is a connection issue between the task and Amazon CloudWatch. Check your "
        "network configuration. : signal: killed"
    ),
    "subnet-full": (
        f"{INTERFACE}with public IP assignment enabled in subnet 'subnet-0a1b2c3d': InsufficientFreeAddressesInSubnet"
    ),
    "network-of-different-vpcs": (
        f"{INTERFACE}in subnet 'subnet-0a1b2c3d': Security group sg-0a1b2c3d and subnet subnet-0a1b2c3d belong to "
        "different networks."
    ),
}
# Why a service gets no task at all, as its events tell.
NOT_PLACED = {
    "capacity-unavailable": (
        f"{UNPLACED}Capacity is unavailable at this time. Please try again later or in a different availability zone."
    ),
    "fargate-quota": f"{UNPLACED}You’ve reached the limit on the number of vCPUs you can run concurrently.",
    "role-not-assumed": (
        "failed to launch a task with (error ECS was unable to assume the role "
        "'arn:aws:iam::123456789012:role/etl-task' that was provided for this task. Please verify that the role "
        "being passed has the proper trust relationship and permissions.)."
    ),
}
OUT_OF_MEMORY = "OutOfMemoryError: Container killed due to memory usage"
SPOT = "Your Spot Task was interrupted."


def apply() -> None:
    wrap(ecs, "_start_task_worker", start_task_worker)
    wrap(ecs, "_reconcile_service_tasks", reconcile_service_tasks)
    wrap(ecs, "_mark_task_running", mark_task_running)
    wrap(ecs, "_mark_task_stopped", mark_task_stopped)


def fault_of(definition: dict | None) -> str:
    containers = (definition or {}).get("containerDefinitions", [])
    variables = [variable for container in containers for variable in container.get("environment", [])]
    return next((variable["value"] for variable in variables if variable["name"] == VARIABLE), "")


def start_task_worker(original: Callable, task: dict, definition: dict, *args) -> None:
    if reason := NOT_STARTED.get(fault_of(definition)):
        *_, docker_client = args
        ecs._fail_task_start(task, docker_client, reason)
    else:
        original(task, definition, *args)


def reconcile_service_tasks(original: Callable, cluster_name: str, key: str) -> None:
    service = ecs._services.get(key)
    definition = service and task_definition(service.get("taskDefinition", ""))
    message = NOT_PLACED.get(fault_of(definition))
    if service and message and service["status"] == "ACTIVE" and service.get("desiredCount", 0) > 0:
        tell(service, f"(service {service['serviceName']}) {message}")
    else:
        original(cluster_name, key)


def tell(service: dict, message: str) -> None:
    """ECS leaves out an event that it has told already, until its cause is resolved."""
    if not any(event["message"] == message for event in service["events"]):
        service["events"].insert(0, {"id": ecs.new_uuid(), "createdAt": ecs._iso(), "message": message})


def mark_task_running(original: Callable, task_arn: str, task: dict) -> bool:
    is_running = original(task_arn, task)
    if is_running and fault_of(task_definition(task["taskDefinitionArn"])) == "spot-interrupted":
        account, region = get_account_id(), get_region()
        threading.Timer(0.5, interrupt, (task, account, region)).start()
    return is_running


def interrupt(task: dict, account: str, region: str) -> None:
    with request_scope(account, region):
        if ecs._mark_task_stopped(task["taskArn"], task, SPOT, "SpotInterruption"):
            ecs._cleanup_task_resources(task, None)


def mark_task_stopped(original: Callable, task_arn: str, task: dict, *args, **kwargs) -> bool:
    if fault_of(task_definition(task["taskDefinitionArn"])) == "out-of-memory":
        for container in task["containers"]:
            container["reason"] = OUT_OF_MEMORY
    return original(task_arn, task, *args, **kwargs)
