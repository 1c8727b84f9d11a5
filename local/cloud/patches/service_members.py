"""Members of an ECS service that ministack does not keep, or does not change in UpdateService.

Terraform would see them differ in every plan.
"""

import json
from collections.abc import Callable

from ministack.core.responses import json_response
from ministack.services import ecs

from cloud.patches.wrapping import wrap_ecs_action

MEMBERS = (
    "availabilityZoneRebalancing",
    "enableECSManagedTags",
    "placementConstraints",
    "placementStrategy",
    "propagateTags",
    "serviceRegistries",
)
# AWS enables rebalancing in a new service that says nothing of it.
DEFAULTS = {"availabilityZoneRebalancing": "ENABLED"}


def apply() -> None:
    wrap_ecs_action("CreateService", lambda original, request: keep(original, DEFAULTS | request))
    wrap_ecs_action("UpdateService", keep)


def keep(original: Callable, request: dict):
    status, headers, body = original(request)
    if status != 200:
        return status, headers, body
    answer = json.loads(body)["service"]
    kept = {name: request[name] for name in MEMBERS if name in request}
    service = next(one for one in ecs._services.values() if one["serviceArn"] == answer["serviceArn"])
    service.update(kept)
    return json_response({"service": answer | kept})
