"""Managed draining of a capacity provider, which ministack forgets; AWS turns it on where nobody says so."""

from collections.abc import Callable

from ministack.services import ecs

from cloud.patches.wrapping import wrap_ecs_action


def apply() -> None:
    wrap_ecs_action("CreateCapacityProvider", create)


def create(original: Callable, request: dict) -> tuple:
    answer = original(request)
    given = request.get("autoScalingGroupProvider", {})
    made = ecs._capacity_providers.get(request.get("name"))
    if made and answer[0] == 200:
        made["autoScalingGroupProvider"]["managedDraining"] = given.get("managedDraining", "ENABLED")
    return answer
