from conftest import ROLLOUT_STEADY_SECONDS
from tasks import create_service, primary, register
from waiting import until


def test_a_task_that_fails_after_a_moment_fails_the_rollout(ecs):
    """As a worker does whose key is refused: after ministack's own second, within ours."""
    seconds = ROLLOUT_STEADY_SECONDS * 0.75
    create_service(ecs, register(ecs, ["sh", "-c", f"sleep {seconds}; exit 1"]))
    until(lambda: primary(ecs)["rolloutState"] != "IN_PROGRESS")
    assert primary(ecs)["rolloutState"] == "FAILED"
