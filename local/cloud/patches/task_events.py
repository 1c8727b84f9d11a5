"""EventBridge events of ECS tasks, from which Prefect's worker learns that a flow run has crashed.

ministack raises none. It does call `ecs_metadata.set_task_status` exactly once for each change of a task,
after the record is written and outside of its lock: the place to raise them.
"""

import json
import logging
from collections.abc import Callable

from ministack.services import ecs, ecs_metadata, eventbridge

from cloud.patches.wrapping import wrap

logger = logging.getLogger(__name__)
OMITTED_WHEN_EMPTY = ("stopCode", "stoppedReason", "startedBy", "platformFamily")


def apply() -> None:
    wrap(ecs_metadata, "set_task_status", set_task_status)


def set_task_status(original: Callable, task_arn: str, known_status=None, desired_status=None) -> None:
    original(task_arn, known_status=known_status, desired_status=desired_status)
    task = ecs._tasks.get(task_arn)
    if task is None:
        return
    try:
        for changes in states_passed(task, known_status):
            raise_event(task, changes)
    except Exception:  # the task goes on without its event, as on AWS
        logger.exception("No event for task %s", task_arn)


def states_passed(task: dict, known_status: str | None) -> list[dict]:
    """A Fargate task raises six events, versions 1 to 6; ministack stops at three of the states. Each element
    is what differed from the record when the event was due."""
    version = int(task.get("version") or 1)
    match known_status:
        case "PENDING":
            return [{"lastStatus": "PROVISIONING", "version": version - 1}, {}]
        case "RUNNING":
            return [{}]
        case "STOPPED":
            stopping = {
                "lastStatus": "RUNNING",
                "version": version - 2,
                "containers": running_containers(task),
                "executionStoppedAt": None,
                "stoppedAt": None,
            }
            deprovisioning = {"lastStatus": "DEPROVISIONING", "version": version - 1, "stoppedAt": None}
            return [*([stopping] if task.get("startedAt") else []), deprovisioning, {}]
        case _:  # ACTIVATING raises none
            return []


def running_containers(task: dict) -> list[dict]:
    return [{**container, "lastStatus": "RUNNING", "exitCode": None} for container in task["containers"]]


def raise_event(task: dict, changes: dict) -> None:
    # AWS refuses a source that begins with aws. in PutEvents; its own services are not asked.
    entry = {
        "Source": "aws.ecs",
        "DetailType": "ECS Task State Change",
        "Detail": json.dumps(detail({**task, **changes})),
        "Resources": [task["taskArn"]],
    }
    eventbridge._put_events({"Entries": [entry]}, allow_aws_source=True)


def detail(task: dict) -> dict:
    shown = ecs._sanitize(task) | {"updatedAt": ecs._iso()}
    if deployment_id := task.get("_deployment_id"):
        shown["startedBy"] = deployment_id
    hidden = {"tags", *(name for name in OMITTED_WHEN_EMPTY if not shown.get(name))}
    if task.get("launchType") == "FARGATE":
        hidden.add("containerInstanceArn")
    return {name: value for name, value in shown.items() if name not in hidden}
