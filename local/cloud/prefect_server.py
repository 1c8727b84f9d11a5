"""Starts real Prefect servers, each on a database of its own."""

import secrets
import shutil
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

from cloud.children import Children, Server
from cloud.ports import free_port

# Prefect's default is 300. How long a run may take to end that was cancelled; then a worker stops its task.
CANCELLING_SECONDS = "10"
TEMPLATE_HOME = Path(sys.prefix) / f"prefect-home-{version('prefect')}"


def start_open(children: Children, number: int) -> Server:
    """One that lets everyone in."""
    name = f"prefect-open-{number}"
    return start_server(children, name, new_home(children, name), None)


def start_guarded(children: Children) -> Server:
    """One that asks for basic authentication and CSRF tokens."""
    name = "prefect-guarded"
    return start_server(children, name, new_home(children, name), f"cloud:{secrets.token_urlsafe(16)}")


def new_home(children: Children, name: str) -> Path:
    home = children.directory / name
    shutil.rmtree(home, ignore_errors=True)  # of an earlier run in the same directory
    shutil.copytree(TEMPLATE_HOME, home)
    return home


def ensure_template_home(children: Children) -> None:
    """Makes a PREFECT_HOME as a first start leaves it: the database migrated, the blocks registered. Once for
    each environment of Python, because a first start takes twice the time of any other."""
    if TEMPLATE_HOME.exists():
        return
    with tempfile.TemporaryDirectory(dir=sys.prefix) as directory:
        home = Path(directory) / "home"
        server = start_server(children, "prefect-template", home, None)
        children.wait_until_ready(server)
        children.stop(server)
        publish(home)


def publish(home: Path) -> None:
    try:
        home.rename(TEMPLATE_HOME)
    except OSError:  # somebody else's came first, and serves as well
        if not TEMPLATE_HOME.exists():
            raise


def start_server(children: Children, name: str, home: Path, auth_string: str | None) -> Server:
    port = str(free_port())
    url = f"http://127.0.0.1:{port}/api"
    guard = {"PREFECT_SERVER_API_AUTH_STRING": auth_string, "PREFECT_SERVER_CSRF_PROTECTION_ENABLED": "true"}
    listening = ["--host", "127.0.0.1", "--port", port]
    return children.start(
        name,
        [sys.executable, "-m", "prefect", "server", "start", "--no-ui", *listening],
        {
            "PREFECT_HOME": str(home),
            "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
            "PREFECT_SERVER_SERVICES_CANCELLATION_CLEANUP_CANCELLING_TIMEOUT_SECONDS": CANCELLING_SECONDS,
            "DO_NOT_TRACK": "1",
            **(guard if auth_string else {}),
        },
        ready_url=f"{url}/ready",
        connection={"apiUrl": url, **({"authString": auth_string} if auth_string else {})},
    )
