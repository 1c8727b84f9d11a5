"""Network interfaces of a launch template: whether they end with their instance, which ministack forgets, and their
security groups, which it calls by another name than AWS.

Terraform would see them differ in every plan.
"""

from collections.abc import Callable

from ministack.services import ec2

from cloud.patches.wrapping import wrap


def apply() -> None:
    wrap(ec2, "_parse_lt_data", parse)
    wrap(ec2, "_lt_data_xml", to_xml)


def parse(original: Callable, params: dict, prefix: str = "LaunchTemplateData") -> dict:
    data = original(params, prefix)
    for index, interface in enumerate(data.get("NetworkInterfaces", []), start=1):
        ends = ec2._p(params, f"{prefix}.NetworkInterface.{index}.DeleteOnTermination")
        if ends:
            interface["DeleteOnTermination"] = ends.lower()
    return data


def to_xml(original: Callable, data: dict) -> str:
    interfaces = data.get("NetworkInterfaces", [])
    others = {key: value for key, value in data.items() if key != "NetworkInterfaces"}
    if not interfaces:
        return original(others)
    items = "".join(f"<item>{interface_to_xml(original, one)}</item>" for one in interfaces)
    return f"{original(others)}<networkInterfaceSet>{items}</networkInterfaceSet>"


def interface_to_xml(original: Callable, interface: dict) -> str:
    plain = {key: value for key, value in interface.items() if key != "Groups"}
    xml = original({"NetworkInterfaces": [plain]})
    inner = xml.removeprefix("<networkInterfaceSet><item>").removesuffix("</item></networkInterfaceSet>")
    groups = "".join(f"<groupId>{ec2._esc(group)}</groupId>" for group in interface.get("Groups", []))
    ends = interface.get("DeleteOnTermination")
    return (
        inner
        + (f"<groupSet>{groups}</groupSet>" if groups else "")
        + (f"<deleteOnTermination>{ends}</deleteOnTermination>" if ends else "")
    )
