"""What an alarm does when its metric falls silent, over the Query protocol, which Terraform's provider 5.100 speaks.

ministack reads it from the other protocols alone, so a second plan would set it again.
"""

from collections.abc import Callable

from ministack.services import cloudwatch

from cloud.patches.describe_alarms import members
from cloud.patches.wrapping import wrap


def apply() -> None:
    wrap(cloudwatch, "_put_metric_alarm", put_metric_alarm)


def put_metric_alarm(
    original: Callable, params: dict, cbor_request: dict, is_cbor: bool, is_json: bool = False
):
    response = original(params, cbor_request, is_cbor, is_json)
    alarm = cloudwatch._alarms.get(cloudwatch._p(params, "AlarmName"))
    if alarm is not None and not is_cbor and not is_json and response[0] == 200:
        alarm["InsufficientDataActions"] = members(params, "InsufficientDataActions")
    return response
