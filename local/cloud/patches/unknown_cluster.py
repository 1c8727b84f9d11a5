"""RunTask and CreateService on a cluster that does not exist.

AWS answers ClusterNotFoundException; ministack creates the cluster, which hides a misspelt name.
"""

from collections.abc import Callable

from ministack.services import ecs

from cloud.patches.wrapping import wrap_ecs_action


def apply() -> None:
    for action in ("RunTask", "CreateService"):
        wrap_ecs_action(action, refuse_unknown_cluster)


def refuse_unknown_cluster(original: Callable, request: dict):
    if ecs._resolve_cluster_name(request.get("cluster", "default")) not in ecs._clusters:
        return ecs.error_response_json("ClusterNotFoundException", "Cluster not found.", 400)
    return original(request)
