import time


def until(condition, timeout_seconds=20):
    """Waits for a condition to hold; returns what it returned."""
    deadline = time.monotonic() + timeout_seconds
    while not (result := condition()):
        assert time.monotonic() < deadline, f"still not so after {timeout_seconds} s"
        time.sleep(0.05)
    return result
