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
        if arguments.open or arguments.guarded:
            prefect_server.ensure_template_home(children)
        with aws.running(children, containers) as local_aws:
            opened = [prefect_server.start_open(children, number + 1) for number in range(arguments.open)]
            guarded = prefect_server.start_guarded(children) if arguments.guarded else None
            for server in (local_aws, *opened, *([guarded] if guarded else [])):
                children.wait_until_ready(server)
            line = description(local_aws, opened, guarded, containers, children.directory)
            print(json.dumps(line), flush=True)
            ending.wait()
    if ending.is_failure:
        print(f"The local cloud ended: {ending.reason}", file=sys.stderr)
    return 1 if ending.is_failure else 0


def description(
    local_aws: Server, opened: list[Server], guarded: Server | None, containers: str, directory: Path
) -> dict[str, object]:
    """What the caller needs to reach it all."""
    return {
        "aws": local_aws.connection,
        "prefect": {
            "open": [server.connection for server in opened],
            **({"guarded": guarded.connection} if guarded else {}),
        },
        "containers": containers,
        "directory": str(directory),
    }


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m cloud", description=__doc__)
    parser.add_argument(
        "--open",
        type=int,
        default=1,
        metavar="N",
        help="how many Prefect servers that let everyone in (default: 1)",
    )
    parser.add_argument(
        "--guarded",
        action="store_true",
        help="a Prefect server with basic authentication and CSRF protection, too",
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


def working_directory(wanted: Path | None) -> Path:
    if wanted is None:
        return Path(tempfile.mkdtemp(prefix="local-cloud-"))
    wanted.mkdir(parents=True, exist_ok=True)
    return wanted.resolve()


if __name__ == "__main__":
    sys.exit(main())
