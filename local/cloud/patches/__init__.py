"""What ministack lacks for a deployment of workers by Terraform, each thing mended in a module of its own.

Nothing of ministack is copied or edited: a patch wraps functions of the one version that requirements.txt
names.
"""

from importlib import import_module

# By the names of their modules, each of which has a function `apply`.
PATCHES = (
    "application_auto_scaling",
    "breaker_words",
    "calls_of_tasks",
    "delete_task_definitions",
    "describe_alarms",
    "expected_bucket_owner",
    "failed_deployments",
    "family_prefix",
    "first_deployment",
    "flow_logs",
    "former_tasks",
    "health_checks",
    "insufficient_data_actions",
    "invalid_credentials",
    "launch_template_interfaces",
    "managed_draining",
    "missing_image",
    "named_faults",
    "public_parameters",
    "run_arguments",
    "scheduled_secrets",
    "secret_words",
    "security_group_rules",
    "service_deployments",
    "service_members",
    "started_by",
    "steady_state",
    "stop_task",
    "task_credentials",
    "task_events",
    "task_group",
    "task_ids",
    "unknown_cluster",
    "vpc_endpoints",
)


def apply(*, rollout_steady_seconds: float, health_check_scale: float, without: str | None = None) -> None:
    """`without` leaves one patch out."""
    if without and without not in PATCHES:
        raise KeyError(f"There is no patch {without}.")
    arguments = {"health_checks": [health_check_scale], "steady_state": [rollout_steady_seconds]}
    modules = {name: import_module(f"cloud.patches.{name}") for name in PATCHES if name != without}
    for name, patch in modules.items():
        patch.apply(*arguments.get(name, []))
