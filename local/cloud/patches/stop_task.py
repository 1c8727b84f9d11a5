"""The end of a task that is stopped.

ministack writes exit code 0 before it stops the containers, so Prefect's worker would take a stopped flow run
for one that ended well; and it calls the stops of the service scheduler the user's. On AWS the exit code is
what the process ended with, and the scheduler's stops are ServiceSchedulerInitiated.
"""

import logging
from collections.abc import Callable

from ministack.services import ecs

from cloud.patches.lookups import task_definition
from cloud.patches.wrapping import wrap

logger = logging.getLogger(__name__)

SCHEDULERS_REASONS = {
    "Deployment capacity limit",
    "Deployment completed",
    "Service deleted",
    "Service scaling down",
    "Task definition updated",
}
# 30 s on AWS. A worker that is slow to end is no subject of ours, and holds up every test.
MAX_STOP_SECONDS = 10


def apply() -> None:
    wrap(ecs, "_mark_task_stopped", mark_task_stopped)


def mark_task_stopped(
    original: Callable, task_arn: str, task: dict, reason: str, stop_code: str, exit_code: int | None = None
):
    if stop_code != "UserInitiated" or not ecs._task_is_active(task_arn, task):
        return original(task_arn, task, reason, stop_code, exit_code)
    if reason in SCHEDULERS_REASONS:
        deployment_id = task.get("_deployment_id") or task.get("startedBy")
        stop_code = "ServiceSchedulerInitiated"
        reason = f"Scaling activity initiated by (deployment {deployment_id})"
    if not stop_containers(task_arn, task):
        return False
    return original(task_arn, task, reason, stop_code, None)


def stop_containers(task_arn: str, task: dict) -> bool:
    """False where somebody else is at it, or the task has ended meanwhile."""
    with ecs.resource_lock("ecs-task", task_arn):
        if task["lastStatus"] == "DEACTIVATING" or not ecs._task_is_active(task_arn, task):
            return False
        # Keeps ministack's watcher from taking the exit for the container's own.
        status, task["lastStatus"] = task["lastStatus"], "DEACTIVATING"
        container_ids = list(task.get("_docker_ids") or [])
    for container_id, container, definition in zip(container_ids, task["containers"], definitions(task)):
        try:
            running = ecs._get_docker().containers.get(container_id)
            running.stop(timeout=min(definition.get("stopTimeout", 30), MAX_STOP_SECONDS))
            container["exitCode"] = running.wait()["StatusCode"]
        except Exception:  # it may be gone already; the task is stopped all the same
            logger.exception("Container %s was not stopped", container_id)
    with ecs.resource_lock("ecs-task", task_arn):
        # A health check that failed may have ended it: what is STOPPED stays so.
        if not ecs._task_is_active(task_arn, task):
            return False
        task["lastStatus"] = status
        return True


def definitions(task: dict) -> list[dict]:
    return task_definition(task["taskDefinitionArn"])["containerDefinitions"]
