import json

from tasks import register, run, task
from waiting import until


def test_the_entry_point_comes_before_the_command(ecs):
    arn = run(ecs, register(ecs, ["-c", "exit 5"], entryPoint=["sh"]))
    until(lambda: task(ecs, arn)["lastStatus"] == "STOPPED")
    assert task(ecs, arn)["containers"][0]["exitCode"] == 5


def test_a_task_reads_its_own_arn_from_the_metadata_endpoint(ecs, client):
    logs = client("logs")
    logs.create_log_group(logGroupName="g")
    script = (
        "import os, urllib.request;"
        "print(urllib.request.urlopen(os.environ['ECS_CONTAINER_METADATA_URI_V4'] + '/task').read().decode())"
    )
    log_configuration = {
        "logDriver": "awslogs",
        "options": {"awslogs-group": "g", "awslogs-region": "eu-west-1", "awslogs-stream-prefix": "worker"},
    }
    arn = run(ecs, register(ecs, ["python", "-c", script], logConfiguration=log_configuration))
    (event,) = until(lambda: logs.filter_log_events(logGroupName="g")["events"])
    assert json.loads(event["message"])["TaskARN"] == arn
    assert event["logStreamName"] == f"worker/worker/{arn.rsplit('/', 1)[-1]}"
