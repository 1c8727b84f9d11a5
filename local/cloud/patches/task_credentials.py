"""The credentials of a task.

On AWS the SDK in a container fetches those of the task role. ministack offers the address of that endpoint,
too, but knows no role, and takes the account from the access key: so a task gets, as its key, the id of its
account. Its session token tells whose calls they are.
"""

import secrets
from collections.abc import Callable
from typing import NamedTuple

from ministack.core.responses import get_account_id, get_region
from ministack.services import ecs

from cloud.patches.wrapping import wrap


class Caller(NamedTuple):
    account: str
    task: str
    """ARN of the task."""
    role: str
    """ARN of its task role; empty if it has none."""


_callers: dict[str, Caller] = {}


def apply() -> None:
    wrap(ecs, "_register_metadata", register_metadata)


def caller_of(session_token: str) -> Caller | None:
    """Nothing for calls that no task made."""
    return _callers.get(session_token)


def register_metadata(
    original: Callable, task_arn, cluster_arn, task_definition, definition, launch_type, env, *rest
):
    session_token = secrets.token_urlsafe(32)
    _callers[session_token] = Caller(get_account_id(), task_arn, role_of(task_arn, task_definition))
    env |= {
        "AWS_ACCESS_KEY_ID": get_account_id(),
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_SESSION_TOKEN": session_token,
        "AWS_REGION": get_region(),
        "AWS_DEFAULT_REGION": get_region(),
    }
    return original(task_arn, cluster_arn, task_definition, definition, launch_type, env, *rest)


def role_of(task_arn: str, task_definition: dict) -> str:
    """RunTask may give another role than the task definition's."""
    overrides = ecs._tasks[task_arn].get("overrides") or {}
    return overrides.get("taskRoleArn") or task_definition.get("taskRoleArn") or ""
