from tasks import create_service, register, service


def test_availability_zone_rebalancing_is_on_unless_turned_off(ecs):
    create_service(ecs, register(ecs))
    assert service(ecs)["availabilityZoneRebalancing"] == "ENABLED"


def test_a_change_of_tag_propagation_is_kept(ecs):
    create_service(ecs, register(ecs), propagateTags="SERVICE")
    answer = ecs.update_service(cluster="c", service="worker", propagateTags="TASK_DEFINITION")
    assert answer["service"]["propagateTags"] == "TASK_DEFINITION"
    assert service(ecs)["propagateTags"] == "TASK_DEFINITION"


def test_a_change_of_alarms_leaves_the_rest_of_the_deployment_configuration(ecs):
    create_service(ecs, register(ecs))
    former = service(ecs)["deploymentConfiguration"]
    alarms = {"alarmNames": ["cpu"], "enable": False, "rollback": False}
    ecs.update_service(cluster="c", service="worker", deploymentConfiguration={"alarms": alarms})
    assert service(ecs)["deploymentConfiguration"] == former | {"alarms": alarms}
