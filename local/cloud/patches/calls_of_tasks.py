"""A record of every call that a task makes: who called what, with which parameters, and how it ended.

ministack keeps none. As on AWS, where CloudTrail keeps one, it is what tells whether the rights that a role
has are those that its processes need. One line of JSON for each call, in `calls.jsonl` of the cloud's
directory.
"""

import json
import os
import urllib.parse
from collections.abc import Callable
from pathlib import Path

from ministack import app
from ministack.core.iam_actions import extract_iam_action

from cloud.patches.task_credentials import caller_of
from cloud.patches.wrapping import wrap


def apply() -> None:
    wrap(app, "_dispatch_service_request", dispatch_service_request)


async def dispatch_service_request(
    original: Callable, method, path, headers, body, query_params, request_id
):
    response = await original(method, path, headers, body, query_params, request_id)
    if caller := caller_of(headers.get("x-amz-security-token", "")):
        service = app.detect_service(method, path, headers, query_params)
        call = {
            **caller._asdict(),
            "action": extract_iam_action(service, method, path, headers, body, query_params),
            "parameters": parameters(body),
            "status": response[0],
        }
        with calls_file().open("a") as file:
            file.write(json.dumps(call) + "\n")
    return response


def calls_file() -> Path:
    return Path(os.environ["LOCAL_CLOUD_DIRECTORY"]) / "calls.jsonl"


def parameters(body: bytes) -> dict:
    """Of a service that speaks JSON, or of one that takes a form, as EC2 does."""
    text = body.decode(errors="replace")
    try:
        return json.loads(text or "{}")
    except ValueError:
        return dict(urllib.parse.parse_qsl(text))
