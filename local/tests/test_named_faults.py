from tasks import create_service, primary, register, service, tasks
from waiting import until


def broken_by(ecs, fault, **container):
    variables = [{"name": "LOCAL_CLOUD_FAULT", "value": fault}]
    return create_service(ecs, register(ecs, environment=variables, **container))


def test_a_task_does_not_start_and_the_breaker_counts_it(ecs):
    broken_by(ecs, "subnet-full")
    until(lambda: primary(ecs)["rolloutState"] == "FAILED")
    for task in tasks(ecs, "STOPPED"):
        assert task["stopCode"] == "TaskFailedToStart"
        assert "InsufficientFreeAddressesInSubnet" in task["stoppedReason"]


def test_a_task_is_not_placed_and_the_service_says_why_once(ecs):
    broken_by(ecs, "capacity-unavailable")
    assert [event["message"] for event in service(ecs)["events"]] == [
        "(service worker) was unable to place a task. Reason: Capacity is unavailable at this time. "
        "Please try again later or in a different availability zone."
    ]
    assert tasks(ecs, "RUNNING") == tasks(ecs, "STOPPED") == []


def test_memory_runs_out(ecs):
    broken_by(ecs, "out-of-memory", command=["sh", "-c", "kill -9 $$"])
    until(lambda: tasks(ecs, "STOPPED"))
    [container] = tasks(ecs, "STOPPED")[0]["containers"]
    assert container["exitCode"] == 137
    assert container["reason"] == "OutOfMemoryError: Container killed due to memory usage"


def test_spot_capacity_is_taken_back(ecs):
    broken_by(ecs, "spot-interrupted")
    until(lambda: tasks(ecs, "STOPPED"))
    task = tasks(ecs, "STOPPED")[0]
    assert (task["stopCode"], task["stoppedReason"]) == ("SpotInterruption", "Your Spot Task was interrupted.")


def test_a_container_without_the_variable_is_well(ecs):
    create_service(ecs, register(ecs))
    until(lambda: tasks(ecs, "RUNNING"))
