"""Breaks a worker from inside, as BROKEN_PYTHON says; Python imports this before anything else when it lies on PYTHONPATH."""

import os
import signal
import sys

program = " ".join(sys.orig_argv)
is_worker = " worker start " in program
is_launcher = "PREFECT_ECS_WORKER_POOL" in program
is_health_check = "/health" in program

match os.environ.get("BROKEN_PYTHON", ""):
    case "killed" if is_worker:
        os.kill(os.getpid(), signal.SIGKILL)
    case "crashed" if is_worker:
        os.kill(os.getpid(), signal.SIGSEGV)
    case "module" if is_worker:
        # What the site module would only warn of.
        try:
            import no_such_module  # noqa: F401
        except ModuleNotFoundError:
            sys.excepthook(*sys.exc_info())
            os._exit(1)
    case "no-prefect" if is_launcher:
        os.environ["PATH"] = "/nonexistent"
    case "run-task-hangs" if is_worker:
        # AWS never answers: the worker has claimed a flow run, and does not come to tell of its task.
        import threading

        from botocore.client import BaseClient

        make_api_call = BaseClient._make_api_call

        def hang_in_run_task(self, operation_name, api_params):
            if operation_name == "RunTask":
                threading.Event().wait()
            return make_api_call(self, operation_name, api_params)

        BaseClient._make_api_call = hang_in_run_task
    case "health" if is_health_check:
        os._exit(1)
