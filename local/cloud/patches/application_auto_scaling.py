"""Application Auto Scaling, which ministack does not know: calls of it end in an unrelated service."""

from ministack import app
from ministack.core import router

from cloud import application_auto_scaling

NAME = "application-autoscaling"
TARGET_PREFIX = "AnyScaleFrontendService"


def apply() -> None:
    router.SERVICE_PATTERNS[NAME] = {"target_prefixes": [TARGET_PREFIX]}
    app.SERVICE_REGISTRY[NAME] = {"module": NAME}
    app.SERVICE_HANDLERS[NAME] = application_auto_scaling.handle_request
