"""Starts the local AWS: ministack with every patch applied, in a process of its own."""

import sys

from cloud.children import Children, Server
from cloud.ports import free_port

# ministack stops the containers that are left when it ends; Docker's are no children of ours.
GRACE_SECONDS = 5


def start(children: Children, containers: str) -> Server:
    """`containers` is "docker" or "processes": what runs the containers of a task."""
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
        url=url,
        ready_path="/_ministack/health",
        connection={"endpoint": url},
        grace_seconds=GRACE_SECONDS,
    )
