import pytest
from query_protocol import cloudwatch_query

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
    ask = cloudwatch_query(endpoint, account)
    return lambda **parameters: ask("DescribeAlarms", **parameters)


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
