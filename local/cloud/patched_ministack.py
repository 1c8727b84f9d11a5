"""`python -m cloud.patched_ministack docker|processes`: serves AWS, as ministack does, with the patches
applied.

Reads from the environment, besides ministack's own variables:
  LOCAL_CLOUD_ROLLOUT_STEADY_SECONDS  how long a service's tasks must run, or be HEALTHY where they have a
                                      health check, before the rollout is COMPLETED (6)
  LOCAL_CLOUD_HEALTH_CHECK_SCALE      factor on the times of a health check that does not pass (0.1)
  LOCAL_CLOUD_WITHOUT_PATCH           name of a patch to leave out: its test must then fail
"""

import os
import sys
from pathlib import Path


def main() -> None:
    (containers,) = sys.argv[1:]
    if containers == "processes":
        # In place of the real `docker` package, for ministack alone.
        sys.path.insert(0, str(Path(__file__).parent / "processes"))
    sys.argv[1:] = []  # ministack reads options of its own

    from ministack import app

    from cloud import patches

    patches.apply(
        rollout_steady_seconds=float(os.environ.get("LOCAL_CLOUD_ROLLOUT_STEADY_SECONDS", "6")),
        health_check_scale=float(os.environ.get("LOCAL_CLOUD_HEALTH_CHECK_SCALE", "0.1")),
        without=os.environ.get("LOCAL_CLOUD_WITHOUT_PATCH"),
    )
    app.main()


if __name__ == "__main__":
    main()
