"""Tasks of the former deployment, when the one that was to replace them has failed.

ministack stops them where it has no COMPLETED deployment to go back to: where the former one was not steady yet,
or ECS was just going back to it. AWS starts no more tasks of the failed deployment then and leaves the others
alone, and a deployment that ECS goes back to has been COMPLETED before.
"""

from collections.abc import Callable

from ministack.services import ecs

from cloud.patches.lookups import requested_service
from cloud.patches.wrapping import wrap, wrap_ecs_action


completed: set[str] = set()


def apply() -> None:
    wrap(ecs, "_reconcile_service_tasks", reconcile_service_tasks)
    wrap(ecs, "_complete_service_deployment", complete_service_deployment)
    wrap_ecs_action("UpdateService", update_service)


def reconcile_service_tasks(original: Callable, cluster_name: str, service_key: str):
    service = ecs._services.get(service_key)
    primary = ecs._primary_deployment(service) if service else None
    if primary and primary["rolloutState"] == "FAILED" and service["desiredCount"] > 0:
        ecs._refresh_service_state(cluster_name, f"service:{service['serviceName']}")
        ecs._recount_cluster(cluster_name)
        return
    original(cluster_name, service_key)


def complete_service_deployment(original: Callable, cluster_name: str, service_key: str, *args, **kwargs):
    original(cluster_name, service_key, *args, **kwargs)
    service = ecs._services.get(service_key)
    completed.update(
        deployment["id"]
        for deployment in (service or {}).get("deployments", [])
        if deployment["rolloutState"] == "COMPLETED"
    )


def update_service(original: Callable, data: dict):
    service = requested_service(data)
    former = ecs._primary_deployment(service) if service else None
    answer = original(data)
    if former and former["status"] != "PRIMARY" and former["id"] in completed:
        former["rolloutState"] = "COMPLETED"
    return answer
