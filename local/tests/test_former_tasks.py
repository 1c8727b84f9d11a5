from tasks import FAILS, create_service, primary, register, service, tasks
from waiting import until

NEVER_HEALTHY = {"command": ["CMD-SHELL", "exit 1"], "interval": 5, "retries": 2, "startPeriod": 300}


def running(ecs):
    return [one["taskDefinitionArn"] for one in tasks(ecs, "RUNNING") if one["lastStatus"] == "RUNNING"]


def test_they_go_on_when_the_deployment_before_was_not_steady_yet(ecs):
    first = register(ecs, healthCheck=NEVER_HEALTHY)
    create_service(ecs, first, rollback=True)
    until(lambda: running(ecs) == [first])
    ecs.update_service(cluster="c", service="worker", taskDefinition=register(ecs, FAILS))
    until(lambda: any(one["rolloutState"] == "FAILED" for one in service(ecs)["deployments"]))
    assert running(ecs) == [first]


def test_ecs_goes_back_to_them_again_when_the_next_deployment_fails_at_once(ecs):
    good = register(ecs)
    create_service(ecs, good, rollback=True)
    until(lambda: primary(ecs)["rolloutState"] == "COMPLETED")
    (before,) = tasks(ecs, "RUNNING")
    for _ in range(2):
        ecs.update_service(cluster="c", service="worker", taskDefinition=register(ecs, FAILS))
        until(lambda: primary(ecs)["taskDefinition"] == good)
    assert [one["taskArn"] for one in tasks(ecs, "RUNNING")] == [before["taskArn"]]
