from tasks import FAILS, create_service, primary, register
from waiting import until


def statuses(ecs):
    listed = ecs.list_service_deployments(cluster="c", service="worker")["serviceDeployments"]
    return [one["status"] for one in listed]


def test_a_rollback_is_told_newest_first(ecs):
    create_service(ecs, register(ecs), rollback=True)
    assert statuses(ecs) == ["IN_PROGRESS"]
    until(lambda: statuses(ecs) == ["SUCCESSFUL"])
    ecs.update_service(cluster="c", service="worker", taskDefinition=register(ecs, FAILS))
    until(lambda: statuses(ecs) == ["ROLLBACK_IN_PROGRESS", "SUCCESSFUL"])
    until(lambda: statuses(ecs) == ["ROLLBACK_SUCCESSFUL", "SUCCESSFUL"])


def test_a_deployment_without_rollback_is_stopped_by_the_breaker(ecs):
    create_service(ecs, register(ecs, FAILS))
    until(lambda: primary(ecs)["rolloutState"] == "FAILED")
    (listed,) = ecs.list_service_deployments(cluster="c", service="worker")["serviceDeployments"]
    (described,) = ecs.describe_service_deployments(serviceDeploymentArns=[listed["serviceDeploymentArn"]])[
        "serviceDeployments"
    ]
    assert described["status"] == "STOPPED"
    assert described["deploymentCircuitBreaker"] == {"status": "TRIGGERED", "failureCount": 3, "threshold": 3}
