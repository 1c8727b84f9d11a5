"""Rules of a security group that lead to a prefix list.

ministack drops the list when it reads the request: the rule then leads nowhere, and Terraform's provider calls
its own next plan invalid.
"""

from collections.abc import Callable

from ministack.services import ec2

from cloud.patches.wrapping import wrap


def apply() -> None:
    wrap(ec2, "_parse_ip_permissions", with_prefix_lists)
    wrap(ec2, "_sg_rule_xml", rule_to_xml)


def with_prefix_lists(original: Callable, params: dict, prefix: str) -> list[dict]:
    rules = original(params, prefix)
    for number, rule in enumerate(rules, start=1):
        rule["PrefixListIds"] = prefix_lists(params, f"{prefix}.{number}.PrefixListIds")
    return rules


def prefix_lists(params: dict, prefix: str) -> list[dict]:
    lists = []
    while list_id := ec2._p(params, f"{prefix}.{len(lists) + 1}.PrefixListId"):
        description = ec2._p(params, f"{prefix}.{len(lists) + 1}.Description")
        lists.append({"PrefixListId": list_id} | ({"Description": description} if description else {}))
    return lists


def rule_to_xml(original: Callable, group_id: str, rule: dict, is_egress: bool = False) -> str:
    lists = [one for one in rule.get("PrefixListIds", []) if isinstance(one, dict)]
    if not lists:
        return original(group_id, rule, is_egress=is_egress)
    rule_id = ec2._sg_rule_id(group_id, is_egress, rule)
    return "".join(
        # The same members as those of a rule with addresses, but for these.
        original(
            group_id,
            rule
            | {"SecurityGroupRuleId": rule_id, "IpRanges": [{**one, "CidrIp": ""}], "PrefixListIds": []},
            is_egress=is_egress,
        ).replace("<cidrIpv4></cidrIpv4>", f"<prefixListId>{one['PrefixListId']}</prefixListId>")
        for one in lists
    )
