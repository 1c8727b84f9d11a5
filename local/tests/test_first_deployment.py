from tasks import FAILS, create_service, primary, register, tasks
from waiting import until


def test_the_first_deployment_is_in_progress_until_its_tasks_are_steady(ecs):
    create_service(ecs, register(ecs))
    assert primary(ecs)["rolloutState"] == "IN_PROGRESS"
    until(lambda: primary(ecs)["rolloutState"] == "COMPLETED")


def test_a_first_deployment_whose_tasks_fail_trips_the_circuit_breaker(ecs):
    create_service(ecs, register(ecs, FAILS))
    until(lambda: primary(ecs)["rolloutState"] == "FAILED")
    assert primary(ecs)["failedTasks"] == 3
    assert {one["containers"][0]["exitCode"] for one in tasks(ecs, "STOPPED")} == {3}
