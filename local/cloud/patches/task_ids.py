"""The ids of tasks.

AWS writes 32 hexadecimal digits; ministack writes UUIDs with their hyphens. A worker's name ends in the id of
its task, and is taken apart at its hyphens.
"""

from ministack.services import ecs


def apply() -> None:
    new_uuid = ecs.new_uuid
    ecs.new_uuid = lambda: new_uuid().replace("-", "")
