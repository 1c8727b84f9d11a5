"""The servers that the program starts, each with a log file, and the wait until they answer."""

import os
import signal
import subprocess
import threading
import time
import urllib.error
import urllib.request
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from cloud.ending import Ending
from cloud.undertaker import MARK_VARIABLE

# A Prefect server's first start takes 15 s on two free cores; a loaded machine may need several times that.
START_TIMEOUT_SECONDS = 180


class StartFailed(Exception):
    """A server did not come up; the message ends with the last lines of its log."""


@dataclass(frozen=True)
class Server:
    name: str
    url: str
    ready_url: str
    log: Path
    process: subprocess.Popen[bytes]
    connection: dict[str, str]
    """What a client needs, as the program prints it."""
    grace_seconds: float = 0
    """How long it is given to end by itself; with none, the undertaker kills it."""


class Children:
    def __init__(self, directory: Path, mark: str, ending: Ending) -> None:
        self.directory = directory
        self._mark = mark
        self._ending = ending
        self._servers: list[Server] = []

    def start(
        self,
        name: str,
        command: list[str],
        environment: dict[str, str],
        *,
        url: str,
        ready_path: str,
        connection: dict[str, str],
        grace_seconds: float = 0,
    ) -> Server:
        log = self.directory / "logs" / f"{name}.log"
        log.parent.mkdir(exist_ok=True)
        with log.open("wb") as output:
            process = subprocess.Popen(
                command,
                env={**os.environ, **environment, MARK_VARIABLE: self._mark},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        server = Server(name, url, url + ready_path, log, process, connection, grace_seconds)
        self._servers.append(server)
        threading.Thread(target=self._watch, args=(server,), daemon=True).start()
        return server

    def wait_until_ready(self, server: Server) -> None:
        deadline = time.monotonic() + START_TIMEOUT_SECONDS
        while not answers(server.ready_url):
            if self._ending.wait(0.1):
                raise StartFailed(f"{server.name} was not started: {self._ending.reason}")
            if time.monotonic() > deadline:
                reason = f"{server.name} did not answer within {START_TIMEOUT_SECONDS} s{last_lines(server.log)}"
                self._ending.tell(reason, is_failure=True)

    def stop(self) -> None:
        """Asks the servers that have something to put in order to end, and waits for them."""
        servers, self._servers = self._servers, []
        for server in servers:
            if server.grace_seconds:
                server.process.send_signal(signal.SIGTERM)
                with suppress(subprocess.TimeoutExpired):
                    server.process.wait(server.grace_seconds)

    def _watch(self, server: Server) -> None:
        exit_code = server.process.wait()
        if server in self._servers:
            reason = f"{server.name} exited with {exit_code}{last_lines(server.log)}"
            self._ending.tell(reason, is_failure=True)


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as response:
            return response.status == 200
    except (urllib.error.URLError, OSError):
        return False


def last_lines(log: Path, count: int = 20) -> str:
    lines = log.read_text(errors="replace").splitlines()[-count:]
    return "\n" + "\n".join(lines) if lines else ""
