"""Members of an ECS service that ministack does not keep, or does not change in UpdateService.

Terraform would see them differ in every plan. Of the deployment configuration, too, AWS changes only the
members that a request names, where ministack forgets the others.
"""

import json
from collections.abc import Callable

from ministack.core.responses import json_response
from ministack.services import ecs

from cloud.patches.lookups import requested_service
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
    wrap_ecs_action("UpdateService", lambda original, request: keep(original, merged(request)))


def keep(original: Callable, request: dict):
    status, headers, body = original(request)
    if status != 200:
        return status, headers, body
    answer = json.loads(body)["service"]
    kept = {name: request[name] for name in MEMBERS if name in request}
    service = next(one for one in ecs._services.values() if one["serviceArn"] == answer["serviceArn"])
    service.update(kept)
    return json_response({"service": answer | kept})


def merged(request: dict) -> dict:
    """The request with the members of the deployment configuration that it does not name."""
    if "deploymentConfiguration" not in request:
        return request
    former = (requested_service(request) or {}).get("deploymentConfiguration") or {}
    return request | {"deploymentConfiguration": former | request["deploymentConfiguration"]}
