"""Outlives the program by a moment, to end whatever it left behind.

A killed program cannot clean up, and nobody else would: workers run in process groups of their own, and their
children where they like. So this process, started first, waits for the end of a pipe that only the program
holds open; the system closes it however the program dies. Every process of the cloud inherits a mark in its
environment, and whoever carries it is killed then. (PR_SET_PDEATHSIG would not do: it spares grandchildren,
and it fires when the *thread* that forked ends, which for a task of ministack is at once.)
"""

import os
import shutil
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

MARK_VARIABLE = "LOCAL_CLOUD_MARK"


@contextmanager
def undertaker(directory: Path | None) -> Iterator[str]:
    """Yields the mark that every process of the cloud must have in its environment. At the end they are all
    dead, and the directory, if one is given, is gone."""
    mark = uuid.uuid4().hex
    process = subprocess.Popen(
        [sys.executable, __file__, mark, *([str(directory)] if directory else [])],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        start_new_session=True,  # so that neither Ctrl-C nor a signal to the program's group reaches it
    )
    try:
        yield mark
    finally:
        process.communicate()


def main() -> None:
    mark, *directories = sys.argv[1:]
    sys.stdin.buffer.read()
    end_processes(mark)
    for directory in directories:
        shutil.rmtree(directory, ignore_errors=True)


def end_processes(mark: str) -> None:
    """Kills until none is found: one that forks while it is looked for is met in the next round."""
    while pids := marked_processes(mark):
        for pid in pids:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        time.sleep(0.02)


def marked_processes(mark: str) -> list[int]:
    marked = f"{MARK_VARIABLE}={mark}"
    if sys.platform == "linux":
        return [int(entry.name) for entry in Path("/proc").glob("[0-9]*") if marked in environment_of(entry)]
    # BSD and macOS show the environment behind the command.
    listing = subprocess.run(
        ["ps", "-Aww", "-E", "-o", "pid=,command="], capture_output=True, text=True
    ).stdout
    return [int(line.split()[0]) for line in listing.splitlines() if f" {marked}" in line]


def environment_of(process: Path) -> list[str]:
    try:
        return (process / "environ").read_bytes().decode(errors="replace").split("\0")
    except OSError:  # ended meanwhile, or another user's
        return []


if __name__ == "__main__":
    main()
