from tasks import register, run
from waiting import until


def test_a_task_acts_in_the_account_that_it_runs_in(ecs, client, account):
    script = "import boto3; boto3.client('sqs').create_queue(QueueName='made-by-the-task')"
    run(ecs, register(ecs, ["python", "-c", script]))
    (url,) = until(lambda: client("sqs").list_queues().get("QueueUrls"))
    assert url.endswith(f"/{account}/made-by-the-task")
