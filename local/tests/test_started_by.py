from tasks import create_service, register, run, task, tasks
from waiting import until


def test_a_task_of_a_service_was_started_by_its_deployment(ecs):
    create_service(ecs, register(ecs))
    until(lambda: tasks(ecs, "RUNNING"))
    service = ecs.describe_services(cluster="c", services=["worker"])["services"][0]
    assert tasks(ecs, "RUNNING")[0]["startedBy"] == service["deployments"][0]["id"]


def test_a_task_of_its_own_was_started_by_whom_it_says(ecs):
    arn = run(ecs, register(ecs), startedBy="somebody")
    assert task(ecs, arn)["startedBy"] == "somebody"
