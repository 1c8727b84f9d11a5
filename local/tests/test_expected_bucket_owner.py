import pytest
from botocore.exceptions import ClientError


@pytest.fixture
def bucket(client, account):
    name = f"state-{account}"
    client("s3").create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    return name


def test_the_owner_that_is_expected_is_let_in(client, account, bucket):
    client("s3").head_bucket(Bucket=bucket, ExpectedBucketOwner=account)


def test_a_bucket_of_another_owner_is_refused(client, bucket):
    with pytest.raises(ClientError, match="403"):
        client("s3").head_bucket(Bucket=bucket, ExpectedBucketOwner="999999999999")
    with pytest.raises(ClientError, match="AccessDenied"):
        client("s3").put_object(Bucket=bucket, Key="k", Body=b"", ExpectedBucketOwner="999999999999")


def test_a_bucket_s_name_is_taken_for_every_other_account(client, bucket):
    """ministack knows this without a patch; the isolation of tests by accounts relies on it."""
    stranger = client("s3", "999999999999")
    with pytest.raises(ClientError, match="403"):
        stranger.head_bucket(Bucket=bucket)
    with pytest.raises(ClientError, match="BucketAlreadyExists"):
        stranger.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
