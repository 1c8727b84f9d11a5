"""What a service's task says it was started by.

AWS names the deployment, `ecs-svc/<id>`, which tells the tasks of a new deployment from those of the former
one; ministack names the service.
"""

import json
from collections.abc import Callable

from ministack.core.responses import json_response
from ministack.services import ecs

from cloud.patches.wrapping import wrap_ecs_action


def apply() -> None:
    wrap_ecs_action("DescribeTasks", describe_tasks)


def describe_tasks(original: Callable, request: dict):
    status, _, body = answer = original(request)
    if status != 200:
        return answer
    described = json.loads(body)
    for task in described["tasks"]:
        if deployment_id := ecs._tasks[task["taskArn"]].get("_deployment_id"):
            task["startedBy"] = deployment_id
    return json_response(described)
