"""An image that cannot be found.

ministack fails the deployment before a task has, because it could not resolve the image's digest. On AWS each
task tries to pull and stops with CannotPullContainerError, and the circuit breaker counts those.
"""

from collections.abc import Callable

from ministack.services import ecs

from cloud.patches.wrapping import wrap


def apply() -> None:
    wrap(ecs, "_record_service_task_failure", count_tasks_only)


def count_tasks_only(original: Callable, task: dict, digest_resolution_failed: bool = False) -> None:
    if not digest_resolution_failed:
        original(task)
