"""When a rollout is steady.

ministack is content after one second of RUNNING. A Prefect worker with a wrong flag or a refused key takes
several seconds to fail: its rollout would be COMPLETED, and its tasks then be replaced for ever.
"""

from collections.abc import Callable

from ministack.services import ecs

from cloud.patches.lookups import service_of
from cloud.patches.wrapping import wrap


def apply(rollout_steady_seconds: float) -> None:
    ecs._ECS_DEPLOYMENT_STEADY_DELAY = rollout_steady_seconds
    wrap(ecs, "_mark_task_running", mark_task_running)


def mark_task_running(original: Callable, task_arn: str, task: dict) -> bool:
    """A service's first task settles which image its others run. They need not wait until it is steady, as
    they do in ministack, where that is a second."""
    is_running = original(task_arn, task)
    service = service_of(task)
    if is_running and service:
        ecs._reconcile_service_tasks(*service)
    return is_running
