from tasks import register, run, task


def test_a_task_without_a_group_belongs_to_its_family(ecs):
    arn = run(ecs, register(ecs, family="flow-run"))
    assert task(ecs, arn)["group"] == "family:flow-run"


def test_a_task_keeps_the_group_that_it_is_given(ecs):
    arn = run(ecs, register(ecs), group="mine")
    assert task(ecs, arn)["group"] == "mine"
