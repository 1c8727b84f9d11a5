"""Application Auto Scaling, which ministack does not know: calls of it end in an unrelated service.

With a service that is deleted ECS drops its scalable target, with policies and scheduled actions.
"""

from collections.abc import Callable

from ministack import app
from ministack.core import router
from ministack.services import ecs

from cloud import application_auto_scaling
from cloud.patches.lookups import requested_service
from cloud.patches.wrapping import wrap_ecs_action

NAME = "application-autoscaling"
TARGET_PREFIX = "AnyScaleFrontendService"


def apply() -> None:
    router.SERVICE_PATTERNS[NAME] = {"target_prefixes": [TARGET_PREFIX]}
    app.SERVICE_REGISTRY[NAME] = {"module": NAME}
    app.SERVICE_HANDLERS[NAME] = application_auto_scaling.handle_request
    wrap_ecs_action("DeleteService", drop_target)


def drop_target(original: Callable, request: dict):
    service = requested_service(request)
    status, headers, body = original(request)
    if status == 200 and service:
        cluster = ecs._cluster_name_from_arn(service["clusterArn"])
        application_auto_scaling.drop_service(f"service/{cluster}/{service['serviceName']}")
    return status, headers, body
