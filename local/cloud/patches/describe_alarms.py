"""DescribeAlarms over the Query protocol, which Terraform's provider 5.100 speaks.

ministack's XML has ten members of an alarm, so a second plan would change dimensions, statistic, actions and
more. Its JSON has them all: ask for that, and write it as XML.
"""

import json
import time
from collections.abc import Callable
from xml.sax.saxutils import escape

from ministack.services import cloudwatch

from cloud.patches.wrapping import wrap

SCALARS = ("AlarmNamePrefix", "StateValue", "MaxRecords", "NextToken")
LISTS = ("AlarmNames", "AlarmTypes")
MAX_MEMBERS = 100


def apply() -> None:
    wrap(cloudwatch, "_describe_alarms", describe_alarms)


def describe_alarms(
    original: Callable, params: dict, cbor_request: dict, is_cbor: bool, is_json: bool = False
):
    if is_cbor or is_json:
        return original(params, cbor_request, is_cbor, is_json)
    status, _, body = original({}, json_request(params), False, True)
    if status != 200:
        return original(params, cbor_request, is_cbor, is_json)  # for the error in the right protocol
    answer = json.loads(body)
    for alarm in answer.get("CompositeAlarms", []):
        alarm.setdefault("ActionsEnabled", True)
    return cloudwatch._xml(
        200, "DescribeAlarmsResponse", f"<DescribeAlarmsResult>{to_xml(answer)}</DescribeAlarmsResult>"
    )


def json_request(params: dict) -> dict:
    scalars = {name: cloudwatch._p(params, name) for name in SCALARS}
    lists = {name: members(params, name) for name in LISTS}
    return {name: value for name, value in {**scalars, **lists}.items() if value}


def members(params: dict, name: str) -> list[str]:
    values = (cloudwatch._p(params, f"{name}.member.{number}") for number in range(1, MAX_MEMBERS + 1))
    return [value for value in values if value]


def to_xml(value: object, name: str = "") -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return "".join(
            f"<{key}>{to_xml(item, key)}</{key}>" for key, item in value.items() if item is not None
        )
    if isinstance(value, list):
        return "".join(f"<member>{to_xml(item)}</member>" for item in value)
    if name.endswith("Timestamp") and isinstance(value, int | float):
        return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(value))
    return escape(str(value))
