"""CreateSecret with the name of a secret that is scheduled for deletion.

AWS says so, with InvalidRequestException; ministack says only that the name is taken.
"""

from collections.abc import Callable

from ministack.services import secretsmanager

from cloud.patches.wrapping import wrap

MESSAGE = "You can't create this secret because a secret with this name is already scheduled for deletion."


def apply() -> None:
    wrap(secretsmanager, "_create_secret", create_secret)


def create_secret(original: Callable, request: dict):
    secret = secretsmanager._secrets.get(request.get("Name"))
    if secret and secret.get("DeletedDate"):
        return secretsmanager.error_response_json("InvalidRequestException", MESSAGE, 400)
    return original(request)
