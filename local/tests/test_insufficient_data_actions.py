from query_protocol import cloudwatch_query

TOPIC = "arn:aws:sns:eu-west-1:111111111111:alarms"


def test_what_an_alarm_does_in_silence_is_kept(endpoint, account):
    ask = cloudwatch_query(endpoint, account)
    ask(
        "PutMetricAlarm",
        **{
            "AlarmName": "worker-down",
            "ComparisonOperator": "LessThanThreshold",
            "EvaluationPeriods": "1",
            "MetricName": "CPUUtilization",
            "Namespace": "AWS/ECS",
            "Period": "60",
            "Statistic": "SampleCount",
            "Threshold": "1",
            "InsufficientDataActions.member.1": TOPIC,
        },
    )
    answer = ask("DescribeAlarms", **{"AlarmNames.member.1": "worker-down"})
    assert answer.findtext(".//MetricAlarms/member/InsufficientDataActions/member") == TOPIC
