"""The description of a security group's rule towards another group, which ministack forgets."""

from collections.abc import Callable

from ministack.services import ec2

from cloud.patches.wrapping import wrap


def apply() -> None:
    wrap(ec2, "_parse_ip_permissions", parse_permissions)


def parse_permissions(original: Callable, params: dict, prefix: str) -> list[dict]:
    rules = original(params, prefix)
    for number, rule in enumerate(rules, 1):
        for place, pair in enumerate(rule["UserIdGroupPairs"], 1):
            if description := ec2._p(params, f"{prefix}.{number}.Groups.{place}.Description"):
                pair["Description"] = description
    return rules
