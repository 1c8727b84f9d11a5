"""The containers of this machine."""

import shlex
from collections.abc import Sequence

from docker.container import Container
from docker.errors import NotFound
from docker.images import found


class Containers:
    def __init__(self) -> None:
        self._by_id: dict[str, Container] = {}

    def run(
        self,
        image: str,
        command: str | Sequence[str] | None = None,
        *,
        entrypoint: str | Sequence[str] | None = None,
        environment: dict[str, str],
        name: str,
        labels: dict[str, str],
        **_: object,  # networks, users, capabilities: a process has none of its own
    ) -> Container:
        found(image)
        container = Container(
            [*words(entrypoint), *words(command)], environment, name, labels, self._by_id.pop
        )
        self._by_id[container.id] = container
        return container

    def get(self, container_id: str) -> Container:
        if container_id not in self._by_id:
            raise NotFound(f"No such container: {container_id}")
        return self._by_id[container_id]

    def list(self, *, filters: dict[str, str | list[str]] | None = None, **_: object) -> list[Container]:
        wanted = (filters or {}).get("label", [])
        labels = [wanted] if isinstance(wanted, str) else wanted
        return [container for container in list(self._by_id.values()) if has_labels(container, labels)]


def words(command: str | Sequence[str] | None) -> list[str]:
    return shlex.split(command) if isinstance(command, str) else list(command or [])


def has_labels(container: Container, wanted: Sequence[str]) -> bool:
    """Each label wanted is `name` or `name=value`."""
    present = {text for name, value in container.labels.items() for text in (name, f"{name}={value}")}
    return present.issuperset(wanted)
