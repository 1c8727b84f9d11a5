import pytest


def test_a_name_is_not_free_before_its_secret_is_gone(client):
    secrets = client("secretsmanager")
    secrets.create_secret(Name="key")
    secrets.delete_secret(SecretId="key", RecoveryWindowInDays=7)
    with pytest.raises(secrets.exceptions.InvalidRequestException, match="already scheduled for deletion"):
        secrets.create_secret(Name="key")


def test_a_name_is_free_after_a_deletion_without_recovery(client):
    secrets = client("secretsmanager")
    secrets.create_secret(Name="key")
    secrets.delete_secret(SecretId="key", ForceDeleteWithoutRecovery=True)
    secrets.create_secret(Name="key")
