"""Arguments of `docker run` that ministack leaves out, and host networking.

With the machine's network, the same addresses hold for Docker's containers as for processes: AWS, Prefect and
the task's metadata are on 127.0.0.1, where nobody else can reach them.
"""

from collections.abc import Callable

from ministack.services import ecs

from cloud.patches.wrapping import wrap

SAME_MEANING = {
    "entryPoint": "entrypoint",
    "readonlyRootFilesystem": "read_only",
    "user": "user",
    "workingDirectory": "working_dir",
}


def apply() -> None:
    wrap(ecs, "_build_run_kwargs", build_run_kwargs)
    wrap(ecs, "_register_metadata", register_metadata)


def build_run_kwargs(
    original: Callable, definition, task_definition, env, port_bindings, network, host_mode, *others
) -> dict:
    arguments = original(definition, task_definition, env, {}, network, True, *others)
    arguments |= {ours: definition[theirs] for theirs, ours in SAME_MEANING.items() if definition.get(theirs)}
    return arguments | linux_arguments(definition.get("linuxParameters") or {})


def linux_arguments(parameters: dict) -> dict:
    arguments = {}
    if tmpfs := parameters.get("tmpfs"):
        arguments["tmpfs"] = {mount["containerPath"]: f"size={mount['size']}m" for mount in tmpfs}
    if parameters.get("initProcessEnabled"):
        arguments["init"] = True
    if drop := (parameters.get("capabilities") or {}).get("drop"):
        arguments["cap_drop"] = drop
    return arguments


def register_metadata(
    original: Callable,
    task_arn,
    cluster_arn,
    task_definition,
    definition,
    launch_type,
    env,
    host_mode,
    address,
) -> str:
    return original(task_arn, cluster_arn, task_definition, definition, launch_type, env, True, address)
