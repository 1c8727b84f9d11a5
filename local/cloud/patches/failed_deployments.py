"""Failed deployments of a service that has recovered.

AWS lists a deployment as long as it has tasks or is being rolled back; ministack lists a failed one for ever,
so Terraform's wait_for_steady_state, which wants exactly one deployment, runs into its timeout after a
rollback.
"""

from collections.abc import Callable

from ministack.services import ecs

from cloud.patches.wrapping import wrap


def apply() -> None:
    wrap(ecs, "_complete_service_deployment", complete_service_deployment)


def complete_service_deployment(original: Callable, cluster_name: str, service_key: str, *args, **kwargs):
    original(cluster_name, service_key, *args, **kwargs)
    service = ecs._services.get(service_key)
    primary = ecs._primary_deployment(service) if service else None
    if primary and primary["rolloutState"] == "COMPLETED":
        with_tasks = {
            task.get("_deployment_id")
            for task in ecs._tasks.values()
            if task["lastStatus"] in ecs._PRE_STOP_STATUSES
        }
        service["deployments"] = [
            deployment
            for deployment in service["deployments"]
            if deployment is primary or deployment["id"] in with_tasks
        ]
