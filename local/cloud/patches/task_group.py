"""RunTask without a group.

AWS sets the group of such a task to `family:<family>`, and event rules filter on it; ministack leaves it
empty.
"""

from collections.abc import Callable

from ministack.services import ecs

from cloud.patches.wrapping import wrap_ecs_action


def apply() -> None:
    wrap_ecs_action("RunTask", run_task)


def run_task(original: Callable, request: dict):
    task_definition = ecs._task_defs.get(ecs._resolve_td_key(request.get("taskDefinition", "")))
    if task_definition and not request.get("group"):
        request = {**request, "group": f"family:{task_definition['family']}"}
    return original(request)
