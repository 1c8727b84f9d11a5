from tasks import register


def test_a_family_prefix_is_the_whole_name_of_a_family(ecs):
    mine = [register(ecs, family="worker"), register(ecs, family="worker")]
    register(ecs, family="worker-2")
    assert ecs.list_task_definitions(familyPrefix="worker")["taskDefinitionArns"] == mine


def test_pages_of_a_family_are_whole(ecs):
    mine = [register(ecs, family="worker") for _ in range(3)]
    register(ecs, family="another")
    pages = ecs.get_paginator("list_task_definitions").paginate(
        familyPrefix="worker", PaginationConfig={"PageSize": 2}
    )
    assert [page["taskDefinitionArns"] for page in pages] == [mine[:2], mine[2:]]
