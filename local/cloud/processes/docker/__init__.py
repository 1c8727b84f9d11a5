"""Stands in for the `docker` package, as far as ministack uses it: each container is a local process."""

from docker import errors
from docker.containers import Containers
from docker.images import Images

__all__ = ["DockerClient", "errors", "from_env"]


class DockerClient:
    def __init__(self) -> None:
        self.images = Images()
        self.containers = CONTAINERS

    def ping(self) -> bool:
        return True

    def close(self) -> None:
        pass


CONTAINERS = Containers()  # one machine, however many clients


def from_env(**_: object) -> DockerClient:
    return DockerClient()
