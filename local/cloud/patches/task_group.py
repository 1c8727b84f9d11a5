"""RunTask without a group.

AWS sets the group of such a task to `family:<family>`, and event rules filter on it; ministack leaves it
empty.
"""

from collections.abc import Callable

from cloud.patches.lookups import task_definition
from cloud.patches.wrapping import wrap_ecs_action


def apply() -> None:
    wrap_ecs_action("RunTask", run_task)


def run_task(original: Callable, request: dict):
    definition = task_definition(request.get("taskDefinition", ""))
    if definition and not request.get("group"):
        request = {**request, "group": f"family:{definition['family']}"}
    return original(request)
