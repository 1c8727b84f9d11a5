from tasks import FAILS, create_service, primary, register, service
from waiting import until


def test_after_a_rollback_only_the_deployment_that_it_returned_to_is_listed(ecs):
    good, bad = register(ecs), register(ecs, FAILS)
    create_service(ecs, good, rollback=True)
    until(lambda: primary(ecs)["rolloutState"] == "COMPLETED")
    ecs.update_service(cluster="c", service="worker", taskDefinition=bad)
    until(lambda: primary(ecs)["taskDefinition"] == good)
    until(lambda: primary(ecs)["rolloutState"] == "COMPLETED")
    assert [one["taskDefinition"] for one in service(ecs)["deployments"]] == [good]
