"""Starts real Prefect servers, each on a database of its own."""

import base64
import os
import secrets
import shutil
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

from cloud.children import Children, Server
from cloud.ports import free_port

SERVER_NAMES = ("open", "guarded")


def start(children: Children, name: str, template: Path) -> Server:
    """`open` lets everyone in; `guarded` asks for basic authentication and CSRF tokens."""
    home = children.directory / f"prefect-{name}"
    shutil.copytree(template, home)
    return start_server(children, f"prefect-{name}", home, guard() if name == "guarded" else None)


def template_home(children: Children) -> Path:
    """A PREFECT_HOME as a first start leaves it: the database migrated, the blocks registered. Made once for
    each environment of Python, because a first start takes twice the time of any other."""
    template = Path(sys.prefix) / f"prefect-home-{version('prefect')}"
    if not template.exists():
        with tempfile.TemporaryDirectory(dir=sys.prefix) as directory:
            made = Path(directory) / "home"
            server = start_server(children, "prefect-template", made, None)
            children.wait_until_ready(server)
            children.stop()
            publish(made, template)
    return template
