"""ListTaskDefinitions with a `familyPrefix`.

In spite of its name it is, on AWS, "the full family name". ministack lists every family that begins with it,
so a teardown that relied on that would seem to work, or one that deletes them all would take another's.
"""

import json
from collections.abc import Callable

from ministack.core.responses import json_response
from ministack.services import ecs

from cloud.patches.wrapping import wrap_ecs_action

LONGEST_PAGE = 100


def apply() -> None:
    wrap_ecs_action("ListTaskDefinitions", list_task_definitions)


def list_task_definitions(original: Callable, request: dict):
    family = request.get("familyPrefix")
    if not family:
        return original(request)
    arns = [arn for arn in every_arn(original, request) if family_of(arn) == family]
    start, length = int(request.get("nextToken") or 0), request.get("maxResults", LONGEST_PAGE)
    end = start + length
    following = {"nextToken": str(end)} if end < len(arns) else {}
    return json_response({"taskDefinitionArns": arns[start:end], **following})


def every_arn(original: Callable, request: dict) -> list[str]:
    _, _, body = original({**request, "maxResults": len(ecs._task_defs), "nextToken": None})
    return json.loads(body)["taskDefinitionArns"]


def family_of(arn: str) -> str:
    return arn.rsplit("/", 1)[-1].rsplit(":", 1)[0]
