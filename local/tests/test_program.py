"""`python -m cloud`: what it prints, and that nothing of it is left, however it ends."""

import base64
import json
import os
import signal
import subprocess
import sys
import urllib.error
import urllib.request
import uuid
from pathlib import Path

import boto3
import pytest
from tasks import register, run
from waiting import until

LOCAL = Path(__file__).parents[1]
PROGRAM = [sys.executable, "-m", "cloud", "--containers", "processes"]
# A process that leaves the group and the session of its container, too.
WITH_STRAY = ["sh", "-c", "setsid sleep 600 & exec sleep 600"]


@pytest.fixture
def start():
    """A function that starts a command which prints the program's line; returns the process and the line
    read."""
    started = []

    def start_program(command):
        process = subprocess.Popen(
            command,
            cwd=LOCAL,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process, json.loads(process.stdout.readline())

    yield start_program
    for process in started:
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout, process.stderr):
            stream.close()


@pytest.fixture
def running(start):
    """The program, with a task on its AWS that has a stray child."""
    process, cloud = start([*PROGRAM, "--open", "0"])
    run_stray(cloud)
    return process, cloud


def run_stray(cloud):
    ecs = boto3.client(
        "ecs",
        region_name="eu-west-1",
        endpoint_url=cloud["aws"]["endpoint"],
        aws_access_key_id="111111111111",
        aws_secret_access_key="test",
    )
    ecs.create_cluster(clusterName="c")
    run(ecs, register(ecs, WITH_STRAY))
    until(lambda: len(processes_of(cloud)) >= 3)


def processes_of(cloud):
    """ids of the processes that have the cloud's directory in their environment: every one has."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if cloud["directory"].encode() in (entry / "environ").read_bytes():
                found.append(int(entry.name))
        except OSError:
            pass
    return found


def nothing_is_left(cloud):
    return not processes_of(cloud) and not Path(cloud["directory"]).exists()


@pytest.mark.parametrize(
    "end",
    [
        pytest.param(lambda process: process.stdin.close(), id="its standard input is closed"),
        pytest.param(lambda process: process.send_signal(signal.SIGTERM), id="SIGTERM"),
        pytest.param(lambda process: process.send_signal(signal.SIGINT), id="SIGINT"),
    ],
)
def test_it_ends_orderly_and_leaves_nothing(running, end):
    process, cloud = running
    end(process)
    assert process.wait(10) == 0
    assert nothing_is_left(cloud)


def test_nothing_is_left_when_it_is_killed(running):
    process, cloud = running
    process.kill()
    until(lambda: nothing_is_left(cloud))


def test_nothing_is_left_when_its_parent_is_killed(start):
    program = [*PROGRAM, "--open", "0"]
    parent = f"import subprocess; subprocess.Popen({program}, stdin=subprocess.PIPE).wait()"
    process, cloud = start([sys.executable, "-c", parent])
    run_stray(cloud)
    process.kill()
    until(lambda: nothing_is_left(cloud))


def test_it_fails_and_leaves_nothing_when_the_aws_is_killed(running):
    process, cloud = running
    ministack = next(pid for pid in processes_of(cloud) if b"patched_ministack" in command_of(pid))
    os.kill(ministack, signal.SIGKILL)
    assert process.wait(10) == 1
    assert "aws exited with -9" in process.stderr.read()
    assert nothing_is_left(cloud)


def command_of(pid):
    return Path(f"/proc/{pid}/cmdline").read_bytes()


def test_a_directory_that_is_given_stays(start, tmp_path):
    process, cloud = start([*PROGRAM, "--open", "0", "--directory", str(tmp_path)])
    process.stdin.close()
    process.wait(10)
    assert cloud["directory"] == str(tmp_path)
    assert (tmp_path / "logs" / "aws.log").exists()
    assert not processes_of(cloud)


def test_open_prefect_servers_let_everyone_in_and_the_guarded_one_does_not(start):
    _, cloud = start([*PROGRAM, "--open", "2", "--guarded"])
    opened, guarded = cloud["prefect"]["open"], cloud["prefect"]["guarded"]
    basic = {"Authorization": "Basic " + base64.b64encode(guarded["authString"].encode()).decode()}
    client_id = str(uuid.uuid4())
    assert [filter_pools(server["apiUrl"]) for server in opened] == [(200, [])] * 2
    assert ask(f"{guarded['apiUrl']}/csrf-token?client={client_id}") == (
        401,
        {"exception_message": "Unauthorized"},
    )
    assert filter_pools(guarded["apiUrl"], basic) == (403, {"detail": "Missing CSRF token."})
    _, token = ask(f"{guarded['apiUrl']}/csrf-token?client={client_id}", basic)
    csrf = {"Prefect-Csrf-Token": token["token"], "Prefect-Csrf-Client": client_id}
    assert filter_pools(guarded["apiUrl"], {**basic, **csrf}) == (200, [])


def filter_pools(api_url, headers=None):
    return ask(f"{api_url}/work_pools/filter", headers, b"{}")


def ask(url, headers=None, body=None):
    request = urllib.request.Request(url, body, {"Content-Type": "application/json", **(headers or {})})
    try:
        with urllib.request.urlopen(request, timeout=10) as response:
            return response.status, json.load(response)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)
