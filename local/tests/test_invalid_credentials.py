import pytest
from botocore.exceptions import ClientError


@pytest.mark.parametrize(
    ("service", "operation", "code", "status"),
    [
        ("sts", "get_caller_identity", "InvalidClientTokenId", 403),
        ("ecs", "list_clusters", "UnrecognizedClientException", 400),
        ("s3", "list_buckets", "InvalidAccessKeyId", 403),
    ],
)
def test_an_unknown_key_is_refused_in_the_words_of_the_service(client, service, operation, code, status):
    with pytest.raises(ClientError) as refusal:
        getattr(client(service, "invalid"), operation)()
    response = refusal.value.response
    assert (response["Error"]["Code"], response["ResponseMetadata"]["HTTPStatusCode"]) == (code, status)


def test_an_access_key_of_twelve_digits_is_the_account(client, account):
    """ministack does this without a patch; the isolation of tests by accounts relies on it."""
    assert client("sts").get_caller_identity()["Account"] == account
