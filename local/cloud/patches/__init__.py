"""What ministack lacks for a deployment of workers by Terraform, each thing mended in a module of its own.

Nothing of ministack is copied or edited: a patch wraps functions of the one version that requirements.txt
names.
"""

from collections.abc import Callable

from cloud.patches import (
    application_auto_scaling,
    breaker_words,
    calls_of_tasks,
    delete_task_definitions,
    describe_alarms,
    expected_bucket_owner,
    failed_deployments,
    family_prefix,
    first_deployment,
    flow_logs,
    former_tasks,
    health_checks,
    insufficient_data_actions,
    invalid_credentials,
    launch_template_interfaces,
    managed_draining,
    missing_image,
    named_faults,
    public_parameters,
    run_arguments,
    scheduled_secrets,
    secret_words,
    security_group_rules,
    service_deployments,
    service_members,
    started_by,
    steady_state,
    stop_task,
    task_credentials,
    task_events,
    task_group,
    task_ids,
    unknown_cluster,
    vpc_endpoints,
)


def apply(*, rollout_steady_seconds: float, health_check_scale: float, without: str | None = None) -> None:
    """`without` leaves one patch out, by its module's name."""
    patches: dict[str, Callable[[], None]] = {
        "application_auto_scaling": application_auto_scaling.apply,
        "breaker_words": breaker_words.apply,
        "calls_of_tasks": calls_of_tasks.apply,
        "delete_task_definitions": delete_task_definitions.apply,
        "describe_alarms": describe_alarms.apply,
        "expected_bucket_owner": expected_bucket_owner.apply,
        "failed_deployments": failed_deployments.apply,
        "family_prefix": family_prefix.apply,
        "first_deployment": first_deployment.apply,
        "flow_logs": flow_logs.apply,
        "former_tasks": former_tasks.apply,
        "health_checks": lambda: health_checks.apply(health_check_scale),
        "insufficient_data_actions": insufficient_data_actions.apply,
        "invalid_credentials": invalid_credentials.apply,
        "launch_template_interfaces": launch_template_interfaces.apply,
        "managed_draining": managed_draining.apply,
        "missing_image": missing_image.apply,
        "named_faults": named_faults.apply,
        "public_parameters": public_parameters.apply,
        "run_arguments": run_arguments.apply,
        "scheduled_secrets": scheduled_secrets.apply,
        "secret_words": secret_words.apply,
        "security_group_rules": security_group_rules.apply,
        "service_deployments": service_deployments.apply,
        "service_members": service_members.apply,
        "started_by": started_by.apply,
        "steady_state": lambda: steady_state.apply(rollout_steady_seconds),
        "stop_task": stop_task.apply,
        "task_credentials": task_credentials.apply,
        "task_events": task_events.apply,
        "task_group": task_group.apply,
        "task_ids": task_ids.apply,
        "unknown_cluster": unknown_cluster.apply,
        "vpc_endpoints": vpc_endpoints.apply,
    }
    if without:
        del patches[without]
    for apply_patch in patches.values():
        apply_patch()
