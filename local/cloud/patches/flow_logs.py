"""Role, interval, format and tags of a VPC's flow log, which ministack forgets."""

import re
from collections.abc import Callable
from xml.sax.saxutils import escape

from ministack.core.responses import AccountRegionScopedDict
from ministack.services import ec2

from cloud.patches.wrapping import wrapped

#: What AWS records where nobody says what.
DEFAULT_FORMAT = (
    "${version} ${account-id} ${interface-id} ${srcaddr} ${dstaddr} ${srcport} ${dstport} ${protocol} "
    "${packets} ${bytes} ${start} ${end} ${action} ${log-status}"
)
#: Name in a request, name in an answer, and what stands there where the request says nothing.
MEMBERS = (
    ("DeliverLogsPermissionArn", "deliverLogsPermissionArn", ""),
    ("MaxAggregationInterval", "maxAggregationInterval", "600"),
    ("LogFormat", "logFormat", DEFAULT_FORMAT),
)

forgotten = AccountRegionScopedDict()


def apply() -> None:
    for name, wrapper in (("CreateFlowLogs", create), ("DescribeFlowLogs", describe)):
        ec2._ACTION_MAP[name] = wrapped(ec2._ACTION_MAP[name], wrapper)


def create(original: Callable, params: dict) -> tuple:
    status, headers, body = original(params)
    for made in re.findall(rb"<item>(fl-.*?)</item>", body):
        flow_log = made.decode()
        # ministack expects "flow-log", which is not what AWS calls it.
        ec2._parse_tag_specs(params, "vpc-flow-log", flow_log)
        forgotten[flow_log] = "".join(
            f"<{told}>{escape(ec2._p(params, given) or default)}</{told}>" for given, told, default in MEMBERS
        )
    return status, headers, body


def describe(original: Callable, params: dict) -> tuple:
    status, headers, body = original(params)
    text = body.decode()
    for flow_log, members in forgotten.items():
        beginning = f"<flowLogId>{flow_log}</flowLogId>"
        text = text.replace(beginning, beginning + members)
    return status, headers, text.encode()
