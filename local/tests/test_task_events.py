import json

import pytest
from tasks import FAILS, create_service, primary, register, run
from waiting import until


@pytest.fixture
def received(client):
    """A function that returns the events received so far, through a rule and a queue."""
    queue = client("sqs")
    url = queue.create_queue(QueueName="events")["QueueUrl"]
    arn = queue.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    events = client("events")
    pattern = {"source": ["aws.ecs"], "detail-type": ["ECS Task State Change"]}
    events.put_rule(Name="task-events", EventPattern=json.dumps(pattern))
    events.put_targets(Rule="task-events", Targets=[{"Id": "queue", "Arn": arn}])
    so_far = []

    def receive():
        answer = queue.receive_message(QueueUrl=url, MaxNumberOfMessages=10)
        for message in answer.get("Messages", []):
            queue.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
            so_far.append(json.loads(message["Body"])["detail"])
        return sorted(so_far, key=lambda event: event["version"])

    return receive


def test_a_task_raises_six_events_in_its_life(ecs, received):
    run(ecs, register(ecs, ["sh", "-c", "sleep 0.5; exit 3"]))
    until(lambda: len(received()) == 6)
    assert [(one["version"], one["lastStatus"], one["desiredStatus"]) for one in received()][:3] == [
        (1, "PROVISIONING", "RUNNING"),
        (2, "PENDING", "RUNNING"),
        (3, "RUNNING", "RUNNING"),
    ]
    assert [(one["version"], one["lastStatus"]) for one in received()][3:] == [
        (4, "RUNNING"),
        (5, "DEPROVISIONING"),
        (6, "STOPPED"),
    ]
    last = received()[-1]
    assert last["stopCode"] == "EssentialContainerExited"
    assert last["containers"][0]["exitCode"] == 3


def test_the_event_of_a_service_s_task_names_the_deployment(ecs, received):
    create_service(ecs, register(ecs, FAILS))
    until(received)
    assert received()[0]["startedBy"] == primary(ecs)["id"]
