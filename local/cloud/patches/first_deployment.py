"""The first deployment of a service.

ministack calls it COMPLETED as soon as it is created, so the circuit breaker never counts its failures. On
AWS it is IN_PROGRESS until its tasks are steady, like any other.
"""

from collections.abc import Callable

from ministack.services import ecs

from cloud.patches.wrapping import wrap


def apply() -> None:
    wrap(ecs, "_make_deployment", make_deployment)


def make_deployment(original: Callable, task_definition: str, desired_count: int, status: str = "PRIMARY"):
    deployment = original(task_definition, desired_count, status)
    if desired_count:
        deployment["rolloutState"] = "IN_PROGRESS"
        deployment["rolloutStateReason"] = f"ECS deployment {deployment['id']} in progress."
    return deployment
