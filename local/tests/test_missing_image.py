from tasks import create_service, primary, register, tasks
from waiting import until


def test_each_task_stops_because_it_cannot_pull_and_the_breaker_counts_them(ecs):
    create_service(ecs, register(ecs, image="prefecthq/no-such-image:9"))
    until(lambda: primary(ecs)["rolloutState"] == "FAILED")
    assert primary(ecs)["failedTasks"] == 3
    stopped = tasks(ecs, "STOPPED")
    assert len(stopped) == 3
    for task in stopped:
        assert task["stopCode"] == "TaskFailedToStart"
        assert task["stoppedReason"].startswith(
            "CannotPullContainerError: pull access denied for prefecthq/no-such-image"
        )
