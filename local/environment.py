"""`python3 local/environment.py [requirements.txt]`: makes the environment of Python that the local cloud runs
in, or another of the requirements given, unless it is there, and prints the path of its `python`. It needs
nothing but Python's own library.

The environment is named after what is in it, so a change of the requirements makes another. Two callers at
once are safe: the second waits for the first. Scripts in an environment name its path, so it cannot be made
elsewhere and moved; whether one is complete, a file tells that is written last.
"""

import sys

OLDEST_PYTHON = (3, 11)

if sys.version_info < OLDEST_PYTHON:
    sys.exit(
        "This needs Python {}.{} or later: {} is {}. Put a later python3 first on PATH.".format(
            *OLDEST_PYTHON, sys.executable, sys.version.split()[0]
        )
    )

import fcntl  # noqa: E402
import hashlib  # noqa: E402
import importlib.util  # noqa: E402
import shutil  # noqa: E402
import subprocess  # noqa: E402
import venv  # noqa: E402
from pathlib import Path  # noqa: E402

LOCAL = Path(__file__).resolve().parent


def main() -> None:
    requirements = Path(sys.argv[1]) if len(sys.argv) > 1 else LOCAL / "requirements.txt"
    contents = requirements.read_bytes() + sys.version.encode()
    directory = LOCAL.parent / ".local" / f"venv-{hashlib.sha256(contents).hexdigest()[:12]}"
    directory.parent.mkdir(exist_ok=True)
    with directory.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # let go by the system when we end, in whatever way
        complete = directory / "complete"
        if not complete.exists():
            make(directory, requirements)
            complete.touch()
    print(python_of(directory))


def make(directory: Path, requirements: Path) -> None:
    uv = uv_command()
    venv.create(directory, clear=True, symlinks=True, with_pip=uv is None)
    installer = (
        [*uv, "pip", "install", "--python", str(python_of(directory))] if uv else pip_command(directory)
    )
    # To standard error: standard output is for the path alone.
    subprocess.run([*installer, "--require-hashes", "-r", str(requirements)], check=True, stdout=sys.stderr)


def uv_command() -> list[str] | None:
    """uv installs in a second what takes pip a minute."""
    if path := shutil.which("uv"):
        return [path]
    return [sys.executable, "-m", "uv"] if importlib.util.find_spec("uv") else None


def pip_command(directory: Path) -> list[str]:
    return [str(python_of(directory)), "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]


def python_of(directory: Path) -> Path:
    return directory / "bin" / "python"


if __name__ == "__main__":
    main()
