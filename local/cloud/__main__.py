"""`python -m cloud`: starts a local AWS and Prefect servers, prints one line of JSON when all answer, and
ends with its standard input, on SIGTERM or on SIGINT. Then nothing of it is left: no process, no temporary
file."""

import argparse
import json
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

from cloud import aws, prefect_server
from cloud.children import Children, EndedEarly, Server
from cloud.ending import Ending
from cloud.undertaker import undertaker


def main() -> int:
    arguments = parse_arguments()
    ending = Ending()
    ending.on_signals()
    ending.on_end_of(sys.stdin)
    directory = working_directory(arguments.directory)
    is_temporary = arguments.directory is None
    with undertaker(directory if is_temporary else None) as mark:
        return run(arguments, Children(directory, mark, ending), ending)


def run(arguments: argparse.Namespace, children: Children, ending: Ending) -> int:
    containers = arguments.containers
    with suppress(EndedEarly):
        if arguments.prefect:
            prefect_server.ensure_template_home(children)
        with aws.running(children, containers) as local_aws:
            servers = {name: prefect_server.start(children, name) for name in arguments.prefect}
            for server in (local_aws, *servers.values()):
                children.wait_until_ready(server)
            print(json.dumps(description(local_aws, servers, containers, children.directory)), flush=True)
            ending.wait()
    if ending.is_failure:
        print(f"The local cloud ended: {ending.reason}", file=sys.stderr)
    return 1 if ending.is_failure else 0


def description(
    local_aws: Server, servers: dict[str, Server], containers: str, directory: Path
) -> dict[str, object]:
    """What the caller needs to reach it all."""
    return {
        "aws": local_aws.connection,
        "prefect": {name: server.connection for name, server in servers.items()},
        "containers": containers,
        "directory": str(directory),
    }


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m cloud", description=__doc__)
    parser.add_argument(
        "--prefect",
        type=server_names,
        default=["open"],
        metavar="NAMES",
        help="which Prefect servers: open, open,guarded or none; guarded has basic authentication and CSRF "
        "protection (default: open)",
    )
    parser.add_argument(
        "--containers",
        choices=["docker", "processes"],
        default="processes",
        help="what runs a task's containers: local processes (the default), or the true images in Docker",
    )
    parser.add_argument(
        "--directory",
        type=Path,
        help="where logs and databases are kept; by default a temporary directory, removed at the end",
    )
    return parser.parse_args()


def server_names(text: str) -> list[str]:
    names = [] if text == "none" else text.split(",")
    if unknown := [name for name in names if name not in prefect_server.SERVER_NAMES]:
        allowed = ", ".join(prefect_server.SERVER_NAMES)
        raise argparse.ArgumentTypeError(
            f"unknown Prefect server {unknown[0]!r}: allowed are {allowed}, none"
        )
    return names


def working_directory(wanted: Path | None) -> Path:
    if wanted is None:
        return Path(tempfile.mkdtemp(prefix="local-cloud-"))
    wanted.mkdir(parents=True, exist_ok=True)
    return wanted.resolve()


if __name__ == "__main__":
    sys.exit(main())
