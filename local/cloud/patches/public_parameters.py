"""Parameters that AWS itself publishes: ministack knows those of Amazon Linux, and not the newest machine
images for ECS."""

from ministack.services import ssm

IMAGES = "/aws/service/ecs/optimized-ami/amazon-linux-2023"


def apply() -> None:
    ssm._PUBLIC_AMI_PARAMETERS.update(
        {
            f"{IMAGES}/recommended/image_id": "ami-0ec5000000000a064",
            f"{IMAGES}/arm64/recommended/image_id": "ami-0ec5000000000a164",
        }
    )
