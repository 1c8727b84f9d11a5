"""Free ports of this machine."""

import random
import socket

# Below the ports that systems give to outgoing connections (from 32768 on Linux, 49152 elsewhere): one of
# those may be taken between the moment it is found free and the moment it is listened on.
CANDIDATES = range(20_000, 32_000)


def free_port() -> int:
    while True:
        port = random.choice(CANDIDATES)
        with socket.socket() as listener:
            try:
                listener.bind(("127.0.0.1", port))
                return port
            except OSError:
                continue
