"""One container: a local process with a process group, a home and a port of its own."""

import os
import signal
import subprocess
import sys
import threading
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from cloud.ports import free_port
from cloud.undertaker import MARK_VARIABLE
from docker.errors import APIError

PORT_VARIABLE = "PREFECT_WORKER_WEBSERVER_PORT"
DEFAULT_PORT = "8080"
EXEC_TIMEOUT_SECONDS = 30


class ExecResult(NamedTuple):
    exit_code: int
    output: bytes


class Container:
    def __init__(
        self,
        argv: list[str],
        environment: dict[str, str],
        name: str,
        labels: dict[str, str],
        forget: Callable[[str], object],
    ) -> None:
        self.id = uuid.uuid4().hex * 2
        self.name = name
        self.labels = labels
        self._forget = forget
        self._directory = Path(os.environ["LOCAL_CLOUD_DIRECTORY"]) / "containers" / name
        self._declared_port = environment.get(PORT_VARIABLE, DEFAULT_PORT)
        self._port = str(free_port())
        self._environment = self._own_environment(environment)
        self._log = self._directory / "output.log"
        self._process = self._start(argv)
        self._finished_at: str | None = None
        self._ended = threading.Event()
        threading.Thread(target=self._await_end, daemon=True, name=f"await-{name}").start()

    @property
    def status(self) -> str:
        return "exited" if self._ended.is_set() else "running"

    @property
    def attrs(self) -> dict[str, object]:
        return {
            "Id": self.id,
            "State": {
                "Status": self.status,
                "Running": not self._ended.is_set(),
                "ExitCode": self._exit_code() if self._ended.is_set() else 0,
                "FinishedAt": self._finished_at or "",
            },
            "NetworkSettings": {"Networks": {"host": {"IPAddress": "127.0.0.1"}}},
        }

    def reload(self) -> None:
        """Nothing is cached."""

    def wait(self) -> dict[str, int]:
        self._ended.wait()
        return {"StatusCode": self._exit_code()}

    def stop(self, timeout: float = 10) -> None:
        # To the whole group, as the image's init (`tini -g`) passes it on.
        self._signal(signal.SIGTERM)
        if not self._ended.wait(timeout):
            self.kill()
            self._ended.wait()

    def kill(self) -> None:
        self._signal(signal.SIGKILL)

    def remove(self, *, force: bool = False, **_: object) -> None:
        if force:
            self.kill()
        elif self.status == "running":
            raise APIError(f"You cannot remove a running container {self.id}. Stop the container first.")
        self._forget(self.id)

    def logs(self, *, stream: bool = False, tail: int | None = None, **_: object) -> bytes | Iterator[bytes]:
        if stream:
            return self._follow()
        lines = self._log.read_bytes().splitlines(keepends=True)
        return b"".join(lines[-tail:] if tail else lines)

    def exec_run(self, command: list[str]) -> ExecResult:
        if self.status != "running":
            raise APIError(f"Container {self.id} is not running")
        try:
            done = subprocess.run(
                [self._with_own_port(word) for word in command],
                env=self._environment,
                cwd=self._directory,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                timeout=EXEC_TIMEOUT_SECONDS,
            )
        except OSError as error:  # as Docker: 126 for what cannot be executed
            return ExecResult(126, str(error).encode())
        except subprocess.TimeoutExpired:
            return ExecResult(124, f"no end within {EXEC_TIMEOUT_SECONDS} s".encode())
        return ExecResult(done.returncode, done.stdout)

    def _own_environment(self, declared: dict[str, str]) -> dict[str, str]:
        """Nothing of the machine's environment comes in, as in a true container, but where programs are."""
        home, temporary = self._directory / "home", self._directory / "tmp"
        for directory in (home, temporary):
            directory.mkdir(parents=True, exist_ok=True)
        return {
            "HOME": str(home),
            "LANG": "C.UTF-8",
            "PYTHONUNBUFFERED": "1",
            **{name: in_directory(temporary, value) for name, value in declared.items()},
            "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
            "TMPDIR": str(temporary),
            "DO_NOT_TRACK": "1",
            # Two tasks on Fargate have two addresses; two processes share this machine's, and the second
            # worker could not listen: each gets a port of its own, on loopback.
            PORT_VARIABLE: self._port,
            "PREFECT_WORKER_WEBSERVER_HOST": "127.0.0.1",
            MARK_VARIABLE: os.environ.get(MARK_VARIABLE, ""),
        }

    def _with_own_port(self, word: str) -> str:
        """A health check names the port that the task definition declares: it must reach this task's own."""
        return word.replace(f":{self._declared_port}/", f":{self._port}/")

    def _start(self, argv: list[str]) -> subprocess.Popen[bytes]:
        with self._log.open("wb") as output:
            return subprocess.Popen(
                argv,
                env=self._environment,
                cwd=self._environment["HOME"],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def _await_end(self) -> None:
        # The group is killed before its first process is reaped, while its id cannot belong to anybody else.
        # In a container, too, nothing outlives the first process.
        if hasattr(os, "waitid"):  # macOS has it since Python 3.13
            os.waitid(os.P_PID, self._process.pid, os.WEXITED | os.WNOWAIT)
        self._signal(signal.SIGKILL)
        self._process.wait()
        self._finished_at = datetime.now(UTC).isoformat()
        self._ended.set()

    def _signal(self, number: int) -> None:
        if not self._ended.is_set():
            try:
                os.killpg(self._process.pid, number)
            except ProcessLookupError:
                pass

    def _exit_code(self) -> int:
        """As a shell and Docker tell it: 128 + n for a process that signal n ended."""
        code = self._process.returncode
        return code if code >= 0 else 128 - code

    def _follow(self) -> Iterator[bytes]:
        """Whole lines, until the process has ended."""
        with self._log.open("rb") as log:
            begun, has_ended = b"", False
            while not has_ended:
                has_ended = self._ended.wait(0.2)  # asked before reading: what was written last is read, too
                *lines, begun = (begun + log.read()).split(b"\n")
                yield from lines
            yield begun


# This checkout, which itself may lie below /tmp.
CHECKOUT = str(Path(__file__).resolve().parents[4])


def in_directory(temporary: Path, value: str) -> str:
    """A process has no file system of its own: a path below /tmp, as for PREFECT_HOME, must not be one that
    another task shares and that stays behind."""
    is_moved = value == "/tmp" or (value.startswith("/tmp/") and not value.startswith(f"{CHECKOUT}/"))
    return str(temporary) + value.removeprefix("/tmp") if is_moved else value
