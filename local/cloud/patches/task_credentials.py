"""The credentials of a task.

On AWS the SDK in a container fetches those of the task role. ministack offers the address of that endpoint,
too, but knows no role, and takes the account from the access key: so a task gets, as its key, the id of its
account.
"""

from collections.abc import Callable

from ministack.core.responses import get_account_id, get_region
from ministack.services import ecs

from cloud.patches.wrapping import wrap


def apply() -> None:
    wrap(ecs, "_register_metadata", register_metadata)


def register_metadata(
    original: Callable, task_arn, cluster_arn, task_definition, definition, launch_type, env, *rest
):
    env |= {
        "AWS_ACCESS_KEY_ID": get_account_id(),
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_REGION": get_region(),
        "AWS_DEFAULT_REGION": get_region(),
    }
    return original(task_arn, cluster_arn, task_definition, definition, launch_type, env, *rest)
