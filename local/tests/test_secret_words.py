from tasks import create_service, register, tasks
from waiting import until

MISSING = "arn:aws:secretsmanager:us-east-1:000000000000:secret:no-such-secret-AbCdEf"
START = (
    "ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: "
    "unable to retrieve secret from asm: service call has been retried 1 time(s): "
)


def reason(ecs, value_from):
    create_service(ecs, register(ecs, secrets=[{"name": "KEY", "valueFrom": value_from}]))
    until(lambda: tasks(ecs, "STOPPED"))
    return tasks(ecs, "STOPPED")[0]["stoppedReason"]


def test_a_secret_that_does_not_exist_is_told_in_the_words_of_aws(ecs):
    assert reason(ecs, MISSING) == (
        f"{START}failed to fetch secret {MISSING} from secrets manager: ResourceNotFoundException: "
        "Secrets Manager can't find the specified secret."
    )


def test_a_key_that_a_secret_lacks_is_told_in_the_words_of_aws(ecs, client):
    arn = client("secretsmanager").create_secret(Name="with-keys", SecretString='{"a": "1"}')["ARN"]
    assert reason(ecs, f"{arn}:b::") == (
        f"{START}retrieved secret from Secrets Manager did not contain json key b"
    )
