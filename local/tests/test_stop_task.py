from concurrent.futures import ThreadPoolExecutor

from tasks import create_service, register, run, task, tasks
from waiting import until


def test_a_stopped_task_tells_the_exit_code_of_its_process(ecs):
    arn = run(ecs, register(ecs))
    until(lambda: task(ecs, arn)["lastStatus"] == "RUNNING")
    ecs.stop_task(cluster="c", task=arn, reason="enough")
    stopped = task(ecs, arn)
    assert (stopped["stopCode"], stopped["stoppedReason"]) == ("UserInitiated", "enough")
    assert stopped["containers"][0]["exitCode"] == 143


def test_a_task_that_two_stop_at_once_is_stopped(ecs):
    slow_to_end = ["sh", "-c", "trap 'sleep 1; exit 0' TERM; while :; do sleep 0.1; done"]
    arn = run(ecs, register(ecs, slow_to_end))
    until(lambda: task(ecs, arn)["lastStatus"] == "RUNNING")
    with ThreadPoolExecutor(2) as stoppers:
        list(stoppers.map(lambda _: ecs.stop_task(cluster="c", task=arn), range(2)))
    until(lambda: task(ecs, arn)["lastStatus"] == "STOPPED")


def test_what_the_scheduler_stops_is_not_called_the_user_s(ecs):
    create_service(ecs, register(ecs))
    (running,) = until(lambda: [one for one in tasks(ecs, "RUNNING") if one["lastStatus"] == "RUNNING"])
    ecs.update_service(cluster="c", service="worker", desiredCount=0)
    stopped = task(ecs, running["taskArn"])
    assert stopped["stopCode"] == "ServiceSchedulerInitiated"
    assert stopped["stoppedReason"].startswith("Scaling activity initiated by (deployment ecs-svc/")
