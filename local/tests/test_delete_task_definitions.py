from tasks import register


def test_one_that_is_active_is_not_deleted(ecs):
    active, inactive = register(ecs), register(ecs)
    ecs.deregister_task_definition(taskDefinition=inactive)
    answer = ecs.delete_task_definitions(taskDefinitions=[active, inactive])
    assert [one["taskDefinitionArn"] for one in answer["taskDefinitions"]] == [inactive]
    assert [one["arn"] for one in answer["failures"]] == [active]
    assert ecs.list_task_definitions()["taskDefinitionArns"] == [active]
