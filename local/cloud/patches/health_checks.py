"""Health checks of containers, which ministack does not run.

They decide whether a rollout is steady, and an unhealthy task of a service is replaced and counts as failed.
"""

import logging
import threading
import time
from collections.abc import Callable

from ministack.core.responses import get_account_id, get_region, request_scope
from ministack.services import ecs

from cloud.patches.lookups import service_of, task_definition
from cloud.patches.wrapping import wrap

logger = logging.getLogger(__name__)

# ECS's defaults.
INTERVAL_SECONDS = 30
RETRIES = 3
START_PERIOD_SECONDS = 0
# Docker's own default during the start period (`--start-interval`), which ECS leaves as it is.
START_INTERVAL_SECONDS = 5

SHORTEST_INTERVAL_SECONDS = 0.5


def apply(health_check_scale: float) -> None:
    """`health_check_scale` is a factor on interval and start period of what is not healthy: with 0.1, half a
    minute takes 3 s."""

    def attach(original: Callable, task: dict, container, index: int, *rest) -> bool:
        attached = original(task, container, index, *rest)
        check = definition_of(task, index).get("healthCheck")
        if attached and check:
            task["containers"][index]["_is_checked"] = True
            scope = get_account_id(), get_region()
            threading.Thread(
                target=run_checks,
                args=(task, container, index, check, health_check_scale, scope),
                daemon=True,
            ).start()
        return attached

    wrap(ecs, "_attach_started_container", attach)
    wrap(ecs, "_record_service_task_healthy", record_service_task_healthy)


def record_service_task_healthy(original: Callable, service_key: str, task: dict):
    """The rollout waits for a container that has a check to pass it, and to be well for as long as any must run:
    ministack asks once that time is over since the start, and once more since the container is HEALTHY."""
    health = health_of(task)
    well_seconds = time.monotonic() - task.get("_healthy_since", 0)
    if health is None or (health == "HEALTHY" and well_seconds >= ecs._ECS_DEPLOYMENT_STEADY_DELAY):
        original(service_key, task)


def run_checks(task: dict, container, index: int, check: dict, scale: float, scope: tuple[str, str]) -> None:
    record = task["containers"][index]
    start_period_end = time.monotonic() + check.get("startPeriod", START_PERIOD_SECONDS) * scale
    interval = check.get("interval", INTERVAL_SECONDS)
    interval_seconds = max(SHORTEST_INTERVAL_SECONDS, interval * scale)
    start_interval_seconds = max(SHORTEST_INTERVAL_SECONDS, min(interval, START_INTERVAL_SECONDS) * scale)
    failures = 0
    with request_scope(*scope):
        while ecs._task_is_active(task["taskArn"], task):
            is_passed = passes(container, check["command"])
            if is_passed:
                failures, record["healthStatus"] = 0, "HEALTHY"
            elif time.monotonic() > start_period_end:
                failures += 1
                if failures >= check.get("retries", RETRIES):
                    record["healthStatus"] = "UNHEALTHY"
            note_health(task, scope)
            if is_passed:
                # Each check is a process: what is well is not asked more often than it wants to be.
                time.sleep(interval)
            elif time.monotonic() < start_period_end:
                time.sleep(start_interval_seconds)
            else:
                time.sleep(interval_seconds)


def passes(container, command: list[str]) -> bool:
    kind, *words = command
    try:
        exit_code, _ = container.exec_run(words if kind == "CMD" else ["sh", "-c", *words])
    except Exception:  # the container has ended; the task will
        return False
    return exit_code == 0


def note_health(task: dict, scope: tuple[str, str]) -> None:
    before, task["healthStatus"] = task["healthStatus"], health_of(task) or "UNKNOWN"
    service = service_of(task)
    if task["healthStatus"] == before or service is None:
        return
    cluster_name, service_key = service
    if task["healthStatus"] == "HEALTHY":
        task["_healthy_since"] = time.monotonic()
        ecs._schedule_service_deployment_completion(cluster_name, service_key, *scope, healthy_task=task)
    elif task["healthStatus"] == "UNHEALTHY":
        replace(task, service_key)


def replace(task: dict, service_key: str) -> None:
    if service := ecs._services.get(service_key):
        task_id = task["taskArn"].rsplit("/", 1)[-1]
        message = f"(service {service['serviceName']}) (task {task_id}) failed container health checks."
        service["events"].insert(0, {"id": ecs.new_uuid(), "createdAt": ecs._iso(), "message": message})
    # 137: its processes are killed.
    reason = "Task failed container health checks"
    if ecs._mark_task_stopped(task["taskArn"], task, reason, "ServiceSchedulerInitiated", exit_code=137):
        ecs._cleanup_task_resources(task, ecs._get_docker())
        ecs._record_service_task_failure(task)


def health_of(task: dict) -> str | None:
    """The worst of its containers that have a check; None where none has."""
    states = {
        container.get("healthStatus") for container in task["containers"] if container.get("_is_checked")
    }
    return next((state for state in ("UNHEALTHY", "UNKNOWN", "HEALTHY") if state in states), None)


def definition_of(task: dict, index: int) -> dict:
    return task_definition(task["taskDefinitionArn"])["containerDefinitions"][index]
