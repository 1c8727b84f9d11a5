"""The header `x-amz-expected-bucket-owner`, which ministack ignores.

S3 refuses a request for a bucket of any other account. It keeps state from being written into a bucket of
that name that a stranger owns.
"""

from collections.abc import Callable

from ministack.services import s3

from cloud.patches.wrapping import wrap


def apply() -> None:
    wrap(s3, "_apply_bucket_scope", apply_bucket_scope)


def apply_bucket_scope(original: Callable, method: str, bucket: str, key: str, headers: dict, *rest, **named):
    expected, owner = headers.get("x-amz-expected-bucket-owner"), s3._bucket_owner_account(bucket)
    if expected and owner and expected != owner:
        return s3._error("AccessDenied", "Access Denied", 403, f"/{bucket}")
    return original(method, bucket, key, headers, *rest, **named)
