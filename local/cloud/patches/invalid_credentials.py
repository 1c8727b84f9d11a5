"""Credentials that AWS does not know.

ministack lets everybody in. Here the access key `invalid` is refused by each service in its own words: by STS
with InvalidClientTokenId, by S3 with InvalidAccessKeyId, by ECS with UnrecognizedClientException.
"""

from collections.abc import Callable

from ministack import app
from ministack.core.iam_evaluator import AuthError

from cloud.patches.wrapping import wrap

INVALID_ACCESS_KEY_ID = "invalid"
REFUSAL = AuthError("InvalidClientTokenId", "The security token included in the request is invalid.")


def apply() -> None:
    wrap(app, "_handle_pre_body_request", handle_pre_body_request)


async def handle_pre_body_request(original: Callable, method, path, headers, query_params, request_id):
    if app.extract_access_key_id(headers, query_params) == INVALID_ACCESS_KEY_ID:
        service = app.detect_service(method, path, headers, query_params)
        return app._credential_failure(service, "", request_id, REFUSAL, headers)
    return await original(method, path, headers, query_params, request_id)
