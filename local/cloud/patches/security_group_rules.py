"""Rules of a security group towards a prefix list, which ministack takes for nothing and does not tell."""

from collections.abc import Callable, Iterator

from ministack.services import ec2

from cloud.patches.wrapping import wrap


def apply() -> None:
    wrap(ec2, "_parse_ip_permissions", parse_permissions)
    wrap(ec2, "_sg_rule_xml", rule_xml)


def parse_permissions(original: Callable, params: dict, prefix: str) -> list[dict]:
    rules = original(params, prefix)
    for number, rule in enumerate(rules, 1):
        rule["PrefixListIds"] = list(prefix_lists(params, f"{prefix}.{number}.PrefixListIds"))
    return rules


def prefix_lists(params: dict, prefix: str) -> Iterator[dict]:
    number = 1
    while prefix_list := ec2._p(params, f"{prefix}.{number}.PrefixListId"):
        description = ec2._p(params, f"{prefix}.{number}.Description")
        yield {"PrefixListId": prefix_list, **({"Description": description} if description else {})}
        number += 1


def rule_xml(original: Callable, group: str, rule: dict, is_egress: bool = False) -> str:
    text = original(group, rule, is_egress)
    for prefix_list in rule.get("PrefixListIds", []):
        member = f"<prefixListId>{prefix_list['PrefixListId']}</prefixListId>"
        text = text.replace("</isEgress>", f"</isEgress>{member}")
    return text
