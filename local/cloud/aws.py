"""Starts the local AWS: ministack with every patch applied, in a process of its own."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from cloud.children import Children, Server
from cloud.ports import free_port


@contextmanager
def running(children: Children, containers: str) -> Iterator[Server]:
    """`containers` is "docker" or "processes": what runs the containers of a task."""
    server = start(children, containers)
    try:
        yield server
    finally:
        # ministack stops the containers that are left: Docker's are no children of ours, and bear no mark.
        children.stop(server)


def start(children: Children, containers: str) -> Server:
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    temporary = children.directory / "tmp"
    temporary.mkdir(exist_ok=True)
    return children.start(
        "aws",
        [sys.executable, "-m", "cloud.patched_ministack", containers],
        {
            "GATEWAY_PORT": str(port),
            "BIND_HOST": "127.0.0.1",
            "IOT_MTLS_ENABLED": "0",
            "SFTP_ENABLED": "0",
            "TMPDIR": str(temporary),
            "LOCAL_CLOUD_DIRECTORY": str(children.directory),
        },
        ready_url=f"{url}/_ministack/health",
        connection={"endpoint": url},
    )
