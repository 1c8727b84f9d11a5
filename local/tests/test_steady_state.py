from conftest import ROLLOUT_STEADY_SECONDS
from tasks import create_service, primary, register, tasks
from waiting import until


def test_a_task_that_fails_after_a_moment_fails_the_rollout(ecs):
    """As a worker does whose key is refused: after ministack's own second, within ours."""
    seconds = ROLLOUT_STEADY_SECONDS * 0.75
    create_service(ecs, register(ecs, ["sh", "-c", f"sleep {seconds}; exit 1"]))
    until(lambda: primary(ecs)["rolloutState"] != "IN_PROGRESS")
    assert primary(ecs)["rolloutState"] == "FAILED"


def test_the_second_task_does_not_wait_until_the_first_is_steady(ecs):
    create_service(ecs, register(ecs), desiredCount=2)
    until(lambda: len(tasks(ecs, "RUNNING")) == 2)
    first, second = sorted(task["createdAt"] for task in tasks(ecs, "RUNNING"))
    assert (second - first).total_seconds() < ROLLOUT_STEADY_SECONDS
