"""Why the cloud ends: told once, by whichever cause comes first."""

import os
import signal
import threading
from typing import TextIO


class Ending:
    def __init__(self) -> None:
        self._told = threading.Event()
        self._telling = threading.Lock()
        self.reason = ""
        self.is_failure = False

    def tell(self, reason: str, *, is_failure: bool = False) -> None:
        with self._telling:
            if not self._told.is_set():
                self.reason, self.is_failure = reason, is_failure
                self._told.set()

    def wait(self, timeout_seconds: float | None = None) -> bool:
        """Waits for the end; returns whether it has come."""
        return self._told.wait(timeout_seconds)

    def on_signals(self) -> None:
        # Told from a thread of its own: a handler runs between two instructions of the main thread, which may
        # hold the lock at that moment.
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: threading.Thread(target=self.tell, args=("a signal",)).start())

    def on_end_of(self, stream: TextIO) -> None:
        """Ends when the other end of a pipe is closed, which the system does for a parent that is killed."""
        threading.Thread(target=self._tell_at_end_of, args=(stream.fileno(),), daemon=True).start()

    def _tell_at_end_of(self, descriptor: int) -> None:
        # Not through the stream: Python aborts if a thread is still in it when the program ends.
        while os.read(descriptor, 4096):
            pass
        self.tell("standard input was closed")
