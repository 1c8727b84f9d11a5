"""What ECS says when the circuit breaker acts.

Users search for AWS's sentences, and the diagnosis reads them; ministack has sentences of its own.
"""

from collections.abc import Callable

from ministack.services import ecs

from cloud.patches.lookups import service_of
from cloud.patches.wrapping import wrap

TRIGGERED = "ECS deployment circuit breaker was triggered"
ROLLING_BACK = "ECS deployment rollback in progress."


def apply() -> None:
    wrap(ecs, "_record_service_task_failure", record_service_task_failure)


def record_service_task_failure(original: Callable, task: dict, *args, **kwargs):
    result = original(task, *args, **kwargs)
    _, service_key = service_of(task) or ("", "")
    if service := ecs._services.get(service_key):
        reword(service)
    return result


def reword(service: dict) -> None:
    failed_id = None
    for deployment in service["deployments"]:
        reason = deployment.get("rolloutStateReason", "")
        if reason.startswith(TRIGGERED):
            deployment["rolloutStateReason"] = "ECS deployment circuit breaker: tasks failed to start."
            failed_id = deployment["id"]
        elif reason == ROLLING_BACK:
            deployment["rolloutStateReason"] = (
                f"ECS deployment circuit breaker: rolling back to deploymentId {deployment['id']}."
            )
    for event in service["events"]:
        name = f"(service {service['serviceName']})"
        if event["message"].endswith("deployment circuit breaker was triggered.") and failed_id:
            event["message"] = f"{name} (deployment {failed_id}) deployment failed: tasks failed to start."
        elif event["message"].endswith("rolled back to the last completed deployment."):
            event["message"] = f"{name} rolling back to deployment {ecs._primary_deployment(service)['id']}."
