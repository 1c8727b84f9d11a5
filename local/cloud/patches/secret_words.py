"""What ECS says of a secret that it cannot give to a task.

Users search for AWS's sentences, and the diagnosis reads them; ministack has sentences of its own.
"""

import re
from collections.abc import Callable

from ministack.services import ecs

from cloud.patches.wrapping import wrap

RETRIED = "unable to retrieve secret from asm: service call has been retried 1 time(s): "


def apply() -> None:
    wrap(ecs, "_resolve_container_secrets", resolve_container_secrets)


def resolve_container_secrets(original: Callable, container_definition: dict) -> dict:
    try:
        return original(container_definition)
    except ecs._SecretResolutionError as error:
        raise ecs._SecretResolutionError(reworded(str(error))) from error


def reworded(message: str) -> str:
    if key := re.search(r"json key '([^']+)'", message):
        return f"{RETRIED}retrieved secret from Secrets Manager did not contain json key {key[1]}"
    if arn := re.search(r"secret (arn:aws:secretsmanager:\S+)", message):
        return (
            f"{RETRIED}failed to fetch secret {arn[1]} from secrets manager: ResourceNotFoundException: "
            "Secrets Manager can't find the specified secret."
        )
    return message
