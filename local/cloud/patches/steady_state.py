"""When a rollout is steady.

ministack is content after one second of RUNNING. A Prefect worker with a wrong flag or a refused key takes
several seconds to fail: its rollout would be COMPLETED, and its tasks then be replaced for ever.
"""

from ministack.services import ecs


def apply(rollout_steady_seconds: float) -> None:
    ecs._ECS_DEPLOYMENT_STEADY_DELAY = rollout_steady_seconds
