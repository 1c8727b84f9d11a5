"""The servers that the program starts, each with a log file, and the wait until they answer."""

import http.client
import os
import signal
import subprocess
import threading
import time
import urllib.request
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from cloud.ending import Ending
from cloud.undertaker import MARK_VARIABLE

# A Prefect server's first start takes 15 s on two free cores; a loaded machine may need several times that.
START_TIMEOUT_SECONDS = 180
GRACE_SECONDS = 10

WITHOUT_PROXY = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class EndedEarly(Exception):
    """The end came before a server was ready. Why, the ending knows."""


@dataclass(frozen=True)
class Server:
    name: str
    ready_url: str
    log: Path
    process: subprocess.Popen[bytes]
    connection: dict[str, str]
    """What a client needs, as the program prints it."""


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
        ready_url: str,
        connection: dict[str, str],
    ) -> Server:
        log = self.directory / "logs" / f"{name}.log"
        log.parent.mkdir(exist_ok=True)
        with log.open("wb") as output:
            process = subprocess.Popen(
                command,
                env={**machine_environment(), **environment, MARK_VARIABLE: self._mark},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        server = Server(name, ready_url, log, process, connection)
        self._servers.append(server)
        threading.Thread(target=self._watch, args=(server,), daemon=True).start()
        return server

    def wait_until_ready(self, server: Server) -> None:
        deadline = time.monotonic() + START_TIMEOUT_SECONDS
        while not answers(server.ready_url):
            if self._ending.wait(0.1):
                raise EndedEarly
            if time.monotonic() > deadline:
                why = f"did not answer within {START_TIMEOUT_SECONDS} s"
                self._ending.tell(f"{server.name} {why}{last_lines(server.log)}", is_failure=True)

    def stop(self, server: Server) -> None:
        """Asks a server to end and waits for it. One that does not is left to the undertaker."""
        self._servers.remove(server)
        server.process.send_signal(signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            server.process.wait(GRACE_SECONDS)

    def _watch(self, server: Server) -> None:
        exit_code = server.process.wait()
        if server in self._servers:
            why = f"exited with {exit_code}"
            self._ending.tell(f"{server.name} {why}{last_lines(server.log)}", is_failure=True)


def machine_environment() -> dict[str, str]:
    """Without the settings and credentials of whoever started us, which belong to another cloud."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "PREFECT_"))}
    return {**ours, "PYTHONPATH": str(Path(__file__).parents[1])}


def answers(url: str) -> bool:
    try:
        with WITHOUT_PROXY.open(url, timeout=2) as response:
            return response.status == 200
    except (OSError, http.client.HTTPException):
        return False


def last_lines(log: Path, count: int = 20) -> str:
    lines = log.read_text(errors="replace").splitlines()[-count:]
    return "\n" + "\n".join(lines) if lines else ""
