from tasks import create_service, primary, register, service, tasks
from waiting import until


def check(command):
    return {"command": command, "interval": 5, "retries": 2}


def test_a_task_that_passes_is_healthy_and_completes_the_rollout(ecs):
    create_service(ecs, register(ecs, healthCheck=check(["CMD", "true"])))
    until(lambda: primary(ecs)["rolloutState"] == "COMPLETED")
    assert [one["healthStatus"] for one in tasks(ecs, "RUNNING")] == ["HEALTHY"]


def test_unhealthy_tasks_are_replaced_and_trip_the_circuit_breaker(ecs):
    create_service(ecs, register(ecs, healthCheck=check(["CMD-SHELL", "exit 1"])))
    until(lambda: primary(ecs)["rolloutState"] == "FAILED")
    assert {one["stoppedReason"] for one in tasks(ecs, "STOPPED")} == {"Task failed container health checks"}
    assert any("failed container health checks." in one["message"] for one in service(ecs)["events"])


def test_a_check_that_names_the_declared_port_reaches_the_task_s_own(ecs):
    """Two tasks at once, since the point is that both can listen."""
    server = ["sh", "-c", "exec python -m http.server --bind 127.0.0.1 $PREFECT_WORKER_WEBSERVER_PORT"]
    probe = "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8080/')"
    create_service(ecs, register(ecs, server, healthCheck=check(["CMD", "python", "-c", probe])))
    ecs.update_service(cluster="c", service="worker", desiredCount=2)
    until(lambda: [one["healthStatus"] for one in tasks(ecs, "RUNNING")] == ["HEALTHY", "HEALTHY"])


def test_what_passes_is_asked_again_only_after_its_own_interval(ecs, tmp_path):
    """The scale on the interval, which would make half a second of five, is for what is not healthy."""
    asked = tmp_path / "asked"
    create_service(ecs, register(ecs, healthCheck=check(["CMD-SHELL", f"date +%s.%N >> {asked}"])))
    first, second = until(lambda: asked.exists() and len(times := asked.read_text().split()) == 2 and times)
    assert float(second) - float(first) > 4.9
