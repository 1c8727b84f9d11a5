from tasks import FAILS, create_service, primary, register, service
from waiting import until


def test_a_failed_deployment_says_so_in_the_words_of_aws(ecs):
    create_service(ecs, register(ecs, FAILS))
    until(lambda: primary(ecs)["rolloutState"] == "FAILED")
    deployment = primary(ecs)
    assert deployment["rolloutStateReason"] == "ECS deployment circuit breaker: tasks failed to start."
    assert service(ecs)["events"][0]["message"] == (
        f"(service worker) (deployment {deployment['id']}) deployment failed: tasks failed to start."
    )


def test_a_rollback_names_the_deployment_that_it_returns_to(ecs):
    good = register(ecs)
    create_service(ecs, good, rollback=True)
    until(lambda: primary(ecs)["rolloutState"] == "COMPLETED")
    first = primary(ecs)["id"]
    ecs.update_service(cluster="c", service="worker", taskDefinition=register(ecs, FAILS))
    until(lambda: primary(ecs)["id"] == first)
    assert primary(ecs)["rolloutStateReason"] == (
        f"ECS deployment circuit breaker: rolling back to deploymentId {first}."
    )
    assert f"(service worker) rolling back to deployment {first}." in [
        event["message"] for event in service(ecs)["events"]
    ]
