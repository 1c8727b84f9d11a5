"""DeleteTaskDefinitions of one that is still ACTIVE.

AWS deletes only what has been deregistered; ministack deletes either, so a teardown that forgets the first
step would pass.
"""

import json
from collections.abc import Callable

from ministack.core.responses import json_response
from ministack.services import ecs

from cloud.patches.wrapping import wrap_ecs_action

REASON = (
    "The specified task definition is still in ACTIVE status. Please deregister the target and try again."
)


def apply() -> None:
    wrap_ecs_action("DeleteTaskDefinitions", delete_task_definitions)


def delete_task_definitions(original: Callable, request: dict):
    wanted = request.get("taskDefinitions", [])
    active = [reference for reference in wanted if is_active(reference)]
    status, headers, body = original({"taskDefinitions": [one for one in wanted if one not in active]})
    answer = json.loads(body)
    answer["failures"] += [{"arn": reference, "reason": REASON} for reference in active]
    return json_response(answer, status)


def is_active(reference: str) -> bool:
    task_definition = ecs._task_defs.get(ecs._resolve_td_delete_key(reference))
    return task_definition is not None and task_definition["status"] == "ACTIVE"
