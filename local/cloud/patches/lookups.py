"""How patches find what ministack keeps: task definitions and services, each under a key of its own."""

from ministack.services import ecs


def task_definition(reference: str) -> dict | None:
    """By its ARN, or by its family with a revision or without."""
    return ecs._task_defs.get(ecs._resolve_td_key(reference))


def requested_service(request: dict) -> dict | None:
    """The service that a request of the ECS API names."""
    name, cluster = ecs._resolve_service_ref(request.get("service") or "") or ("", None)
    return ecs._services.get(
        f"{cluster or ecs._resolve_cluster_name(request.get('cluster', 'default'))}/{name}"
    )


def service_of(task: dict) -> tuple[str, str] | None:
    """The cluster and the key of a task's service, as ministack's functions take them; None for a task that is
    of no service."""
    group = task.get("group", "")
    if not group.startswith("service:"):
        return None
    cluster_name = ecs._cluster_name_from_arn(task["clusterArn"])
    return cluster_name, f"{cluster_name}/{group.removeprefix('service:')}"
