"""ListServiceDeployments and DescribeServiceDeployments, which ministack answers with nothing."""

from collections.abc import Callable

from ministack.core.responses import AccountRegionScopedDict, json_response
from ministack.services import ecs

from cloud.patches.lookups import requested_service
from cloud.patches.wrapping import wrap_ecs_action

BRIEF = (
    "serviceDeploymentArn",
    "serviceArn",
    "clusterArn",
    "createdAt",
    "startedAt",
    "finishedAt",
    "status",
    "statusReason",
)

# Service ARN to its deployments, newest first. ministack forgets one when its last task is gone; the
# deployments here are the same objects, so they tell the state they ended in.
history = AccountRegionScopedDict()


def apply() -> None:
    wrap_ecs_action("CreateService", remember)
    wrap_ecs_action("UpdateService", remember)
    wrap_ecs_action("ListServiceDeployments", list_service_deployments)
    wrap_ecs_action("DescribeServiceDeployments", describe_service_deployments)
    ecs._ECS_TIMESTAMP_FIELDS.add("finishedAt")


def remember(original: Callable, request: dict):
    """These two operations alone make deployments."""
    response = original(request)
    if (service := requested_service({"service": request.get("serviceName"), **request})) is not None:
        known = history.setdefault(service["serviceArn"], [])
        new = [one for one in service["deployments"] if not any(one is other for other in known)]
        history[service["serviceArn"]] = new + known
    return response


def list_service_deployments(_: Callable, request: dict):
    service = requested_service(request)
    if service is None:
        return ecs.error_response_json("ServiceNotFoundException", "Service not found.", 400)
    wanted = request.get("status")
    brief = [{name: one[name] for name in BRIEF if name in one} for one in service_deployments(service)]
    return json_response(
        {"serviceDeployments": [one for one in brief if not wanted or one["status"] in wanted]}
    )


def describe_service_deployments(_: Callable, request: dict):
    every = [one for service in ecs._services.values() for one in service_deployments(service)]
    by_arn = {one["serviceDeploymentArn"]: one for one in every}
    wanted = request.get("serviceDeploymentArns", [])
    return json_response(
        {
            "serviceDeployments": [by_arn[arn] for arn in wanted if arn in by_arn],
            "failures": [{"arn": arn, "reason": "MISSING"} for arn in wanted if arn not in by_arn],
        }
    )


def service_deployments(service: dict) -> list[dict]:
    return [service_deployment(service, one) for one in history.get(service["serviceArn"], [])]


def service_deployment(service: dict, deployment: dict) -> dict:
    status = status_of(service, deployment)
    deployment_id = deployment["id"].split("/")[-1]
    finished = {} if status.endswith("IN_PROGRESS") else {"finishedAt": deployment["updatedAt"]}
    return {
        "serviceDeploymentArn": f"{related_arn(service, 'service-deployment')}/{deployment_id}",
        "serviceArn": service["serviceArn"],
        "clusterArn": service["clusterArn"],
        "createdAt": deployment["createdAt"],
        "startedAt": deployment["createdAt"],
        "updatedAt": deployment["updatedAt"],
        **finished,
        "status": status,
        "statusReason": deployment.get("rolloutStateReason", ""),
        "targetServiceRevision": {
            "arn": f"{related_arn(service, 'service-revision')}/{deployment_id}",
            "requestedTaskCount": deployment["desiredCount"],
            "runningTaskCount": deployment["runningCount"],
            "pendingTaskCount": deployment["pendingCount"],
        },
        "deploymentCircuitBreaker": {
            "status": breaker_status(deployment),
            "failureCount": deployment.get("failedTasks", 0),
            "threshold": ecs._circuit_breaker_threshold(service),
        },
    }


def related_arn(service: dict, kind: str) -> str:
    return service["serviceArn"].replace(":service/", f":{kind}/")


def status_of(service: dict, deployment: dict) -> str:
    newest = history[service["serviceArn"]][0]
    if deployment["rolloutState"] == "COMPLETED":
        return "SUCCESSFUL"
    if deployment["rolloutState"] == "IN_PROGRESS":
        # An older one in progress is what a rollback returns to: its own deployment was successful long ago.
        return "IN_PROGRESS" if deployment is newest else "SUCCESSFUL"
    primary = ecs._primary_deployment(service)
    if primary is None or primary is deployment:
        return "STOPPED"
    return "ROLLBACK_SUCCESSFUL" if primary["rolloutState"] == "COMPLETED" else "ROLLBACK_IN_PROGRESS"


def breaker_status(deployment: dict) -> str:
    states = {"FAILED": "TRIGGERED", "IN_PROGRESS": "MONITORING"}
    return states.get(deployment["rolloutState"], "MONITORING_COMPLETE")
