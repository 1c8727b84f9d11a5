"""Application Auto Scaling, which ministack does not have: targets, policies and scheduled actions are kept
and told as they were given. Nothing scales, and no alarms are made.

A service of ministack is a module with `handle_request` and `reset`.
"""

import json
import time
from collections.abc import Callable, Iterator

from ministack.core.responses import (
    AccountRegionScopedDict,
    error_response_json,
    get_account_id,
    get_region,
    json_response,
    new_uuid,
)

Answer = tuple[int, dict, bytes]

TARGET_KEY = ("ServiceNamespace", "ResourceId", "ScalableDimension")
POLICY_KEY = (*TARGET_KEY, "PolicyName")
ACTION_KEY = (*TARGET_KEY, "ScheduledActionName")
NOT_SUSPENDED = {
    "DynamicScalingInSuspended": False,
    "DynamicScalingOutSuspended": False,
    "ScheduledScalingSuspended": False,
}

targets = AccountRegionScopedDict()
policies = AccountRegionScopedDict()
scheduled_actions = AccountRegionScopedDict()
tags = AccountRegionScopedDict()


async def handle_request(
    method: str, path: str, headers: dict, body: bytes, query_params: dict
) -> Answer:
    action = headers.get("x-amz-target", "").split(".")[-1]
    answer = ACTIONS.get(action)
    if answer is None:
        return error_response_json("UnknownOperationException", f"Unknown operation: {action}", 400)
    return answer(json.loads(body or b"{}"))


def reset() -> None:
    for kept in (targets, policies, scheduled_actions, tags):
        kept.clear()


def register_target(request: dict) -> Answer:
    key = key_of(request, TARGET_KEY)
    former = targets.get(key, {})
    if missing := [name for name in ("MinCapacity", "MaxCapacity") if name not in {**former, **request}]:
        return error_response_json("ValidationException", f"{missing[0]} is required for a new target", 400)
    target = {
        "CreationTime": int(time.time()),
        "RoleARN": f"arn:aws:iam::{get_account_id()}:role/aws-service-role/"
        "ecs.application-autoscaling.amazonaws.com/AWSServiceRoleForApplicationAutoScaling_ECSService",
        "ScalableTargetARN": arn("scalable-target/" + new_uuid().replace("-", "")),
        "SuspendedState": NOT_SUSPENDED,
        **former,
        **{name: value for name, value in request.items() if name != "Tags"},
    }
    targets[key] = target
    tags.setdefault(target["ScalableTargetARN"], dict(request.get("Tags", {})))
    return json_response({"ScalableTargetARN": target["ScalableTargetARN"]})


def describe_targets(request: dict) -> Answer:
    wanted = request.get("ResourceIds")
    found = [
        target for target in of(targets, request) if not wanted or target["ResourceId"] in wanted
    ]
    return json_response({"ScalableTargets": found})


def deregister_target(request: dict) -> Answer:
    target = targets.pop(key_of(request, TARGET_KEY), None)
    if target is None:
        return no_such("scalable target", request)
    for kept in (policies, scheduled_actions):
        for key in [key for key, value in kept.items() if is_same_target(value, request)]:
            kept.pop(key)
    tags.pop(target["ScalableTargetARN"], None)
    return json_response({})


def drop_service(resource_id: str) -> None:
    """What ECS does with the scalable target of a service that is deleted; most have none."""
    deregister_target(
        {
            "ServiceNamespace": "ecs",
            "ResourceId": resource_id,
            "ScalableDimension": "ecs:service:DesiredCount",
        }
    )


def put_policy(request: dict) -> Answer:
    def policy(former: dict) -> dict:
        return {
            "PolicyARN": arn(f"scalingPolicy:{new_uuid()}:policyName/{request['PolicyName']}", "autoscaling"),
            "PolicyType": "StepScaling",
            "Alarms": [],
            "CreationTime": int(time.time()),
            **former,
            **request,
        }

    return put(policies, POLICY_KEY, request, policy, lambda made: {"PolicyARN": made["PolicyARN"], "Alarms": []})


def put_scheduled_action(request: dict) -> Answer:
    def action(former: dict) -> dict:
        name = request["ScheduledActionName"]
        return {
            "ScheduledActionARN": arn(f"scheduledAction:{new_uuid()}:scheduledActionName/{name}", "autoscaling"),
            "CreationTime": int(time.time()),
            **former,
            **request,
        }

    return put(scheduled_actions, ACTION_KEY, request, action, lambda _: {})


def put(
    kept: AccountRegionScopedDict,
    names: tuple[str, ...],
    request: dict,
    make: Callable[[dict], dict],
    answer: Callable[[dict], dict],
) -> Answer:
    if key_of(request, TARGET_KEY) not in targets:
        return no_such("scalable target", request)
    key = key_of(request, names)
    kept[key] = make(kept.get(key, {}))
    return json_response(answer(kept[key]))


def describe_policies(request: dict) -> Answer:
    wanted = request.get("PolicyNames")
    found = [value for value in of(policies, request) if not wanted or value["PolicyName"] in wanted]
    return json_response({"ScalingPolicies": found})


def describe_scheduled_actions(request: dict) -> Answer:
    wanted = request.get("ScheduledActionNames")
    found = [
        value for value in of(scheduled_actions, request) if not wanted or value["ScheduledActionName"] in wanted
    ]
    return json_response({"ScheduledActions": found})


def delete_policy(request: dict) -> Answer:
    return delete(policies, POLICY_KEY, request, "scaling policy")


def delete_scheduled_action(request: dict) -> Answer:
    return delete(scheduled_actions, ACTION_KEY, request, "scheduled action")


def delete(kept: AccountRegionScopedDict, names: tuple[str, ...], request: dict, what: str) -> Answer:
    if kept.pop(key_of(request, names), None) is None:
        return no_such(what, request)
    return json_response({})


def list_tags(request: dict) -> Answer:
    return json_response({"Tags": tags.get(request["ResourceARN"], {})})


def tag(request: dict) -> Answer:
    tags[request["ResourceARN"]] = {**tags.get(request["ResourceARN"], {}), **request["Tags"]}
    return json_response({})


def untag(request: dict) -> Answer:
    former = tags.get(request["ResourceARN"], {})
    tags[request["ResourceARN"]] = {k: v for k, v in former.items() if k not in request["TagKeys"]}
    return json_response({})


def of(kept: AccountRegionScopedDict, request: dict) -> Iterator[dict]:
    """Those that the request's parts of a target's key allow: the namespace always, the others if given."""
    asked = {name: request[name] for name in TARGET_KEY if request.get(name)}
    return (value for value in kept.values() if all(value[name] == asked[name] for name in asked))


def is_same_target(one: dict, other: dict) -> bool:
    return key_of(one, TARGET_KEY) == key_of(other, TARGET_KEY)


def key_of(request: dict, names: tuple[str, ...]) -> str:
    return "|".join(request[name] for name in names)


def arn(resource: str, service: str = "application-autoscaling") -> str:
    return f"arn:aws:{service}:{get_region()}:{get_account_id()}:{resource}"


def no_such(what: str, request: dict) -> Answer:
    place = ", ".join(f"{name}: {request[name]}" for name in TARGET_KEY)
    return error_response_json("ObjectNotFoundException", f"No {what} found for {place}", 400)


ACTIONS: dict[str, Callable[[dict], Answer]] = {
    "DeleteScalingPolicy": delete_policy,
    "DeleteScheduledAction": delete_scheduled_action,
    "DeregisterScalableTarget": deregister_target,
    "DescribeScalableTargets": describe_targets,
    "DescribeScalingPolicies": describe_policies,
    "DescribeScheduledActions": describe_scheduled_actions,
    "ListTagsForResource": list_tags,
    "PutScalingPolicy": put_policy,
    "PutScheduledAction": put_scheduled_action,
    "RegisterScalableTarget": register_target,
    "TagResource": tag,
    "UntagResource": untag,
}
