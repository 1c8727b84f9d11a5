import json
from pathlib import Path

import pytest
from tasks import register, run
from waiting import until

ROLE = "arn:aws:iam::111122223333:role/{}"
CALLS = "import boto3; boto3.client('sqs').{}; boto3.client('ec2').describe_vpcs(VpcIds=['vpc-1'])"


@pytest.fixture
def recorded(directory, account):
    """A function that returns the calls that tasks of the account made so far."""

    def read():
        file = Path(directory) / "calls.jsonl"
        calls = [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []
        return [call for call in calls if call["account"] == account]

    return read


def test_a_call_of_a_task_is_recorded_with_its_role_parameters_and_end(ecs, recorded):
    script = CALLS.format("create_queue(QueueName='q')")
    task_definition = register(ecs, ["python", "-c", script], taskRole=ROLE.format("flow-run"))
    task = run(ecs, task_definition)
    created, described = until(lambda: len(recorded()) == 2 and recorded())
    assert created["action"] == "sqs:CreateQueue"
    assert created["parameters"]["QueueName"] == "q"
    assert (created["task"], created["role"], created["status"]) == (task, ROLE.format("flow-run"), 200)
    assert described["action"] == "ec2:DescribeVpcs"
    assert described["parameters"]["VpcId.1"] == "vpc-1"


def test_a_role_that_run_task_gives_goes_before_the_task_definition_s(ecs, recorded):
    script = "import boto3; boto3.client('sqs').list_queues()"
    task_definition = register(ecs, ["python", "-c", script], taskRole=ROLE.format("flow-run"))
    run(ecs, task_definition, overrides={"taskRoleArn": ROLE.format("other")})
    (call,) = until(recorded)
    assert call["role"] == ROLE.format("other")


def test_calls_of_others_are_not_recorded(client, recorded):
    client("sqs").list_queues()
    assert recorded() == []
