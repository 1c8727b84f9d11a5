"""Over the Query protocol, as Terraform's provider asks; boto3 would speak another, so the XML is read
here."""

import urllib.parse
import urllib.request
from xml.etree import ElementTree

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

ALARM = {
    "AlarmName": "worker-stopped",
    "ActionsEnabled": True,
    "AlarmActions": ["arn:aws:sns:eu-west-1:111111111111:alarms"],
    "ComparisonOperator": "LessThanThreshold",
    "Dimensions": [{"Name": "ServiceName", "Value": "worker"}],
    "EvaluationPeriods": 3,
    "MetricName": "RunningTaskCount",
    "Namespace": "ECS/ContainerInsights",
    "Period": 60,
    "Statistic": "Minimum",
    "Threshold": 1,
    "TreatMissingData": "breaching",
}


@pytest.fixture
def query(endpoint, account):
    """Asks for alarms and returns the elements of the answer, by their name and without namespace."""

    def ask(**parameters):
        body = urllib.parse.urlencode({"Action": "DescribeAlarms", "Version": "2010-08-01", **parameters})
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        request = AWSRequest("POST", endpoint + "/", data=body, headers=headers)
        SigV4Auth(Credentials(account, "test"), "monitoring", "eu-west-1").add_auth(request)
        prepared = request.prepare()
        sent = urllib.request.Request(prepared.url, body.encode(), dict(prepared.headers))
        with urllib.request.urlopen(sent) as response:
            return without_namespaces(ElementTree.fromstring(response.read()))

    return ask


def without_namespaces(root):
    for element in root.iter():
        element.tag = element.tag.split("}")[-1]
    return root


def test_an_alarm_is_told_with_every_member(client, query):
    client("cloudwatch").put_metric_alarm(**ALARM)
    alarm = query(**{"AlarmNames.member.1": "worker-stopped"}).find(".//MetricAlarms/member")
    assert {
        name: alarm.findtext(name) for name in ("ActionsEnabled", "Period", "Statistic", "TreatMissingData")
    } == {
        "ActionsEnabled": "true",
        "Period": "60",
        "Statistic": "Minimum",
        "TreatMissingData": "breaching",
    }
    assert alarm.findtext("AlarmActions/member") == ALARM["AlarmActions"][0]
    assert alarm.findtext("Dimensions/member/Value") == "worker"


def test_actions_of_a_composite_alarm_are_enabled(client, query):
    client("cloudwatch").put_metric_alarm(**ALARM)
    client("cloudwatch").put_composite_alarm(AlarmName="any", AlarmRule="ALARM(worker-stopped)")
    answer = query(**{"AlarmTypes.member.1": "CompositeAlarm"})
    assert answer.findtext(".//CompositeAlarms/member/ActionsEnabled") == "true"
