import re

from tasks import register, run


def test_a_task_id_is_32_hexadecimal_digits(ecs):
    arn = run(ecs, register(ecs))
    assert re.fullmatch(r"[0-9a-f]{32}", arn.rsplit("/", 1)[1])
