ROLE = "arn:aws:iam::111111111111:role/flow-logs"


def test_a_flow_log_keeps_its_role_its_interval_and_its_tags(client):
    ec2 = client("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    ec2.create_flow_logs(
        ResourceIds=[vpc],
        ResourceType="VPC",
        TrafficType="ALL",
        LogDestination="arn:aws:logs:eu-west-1:111111111111:log-group:flows",
        DeliverLogsPermissionArn=ROLE,
        MaxAggregationInterval=60,
        TagSpecifications=[{"ResourceType": "vpc-flow-log", "Tags": [{"Key": "Name", "Value": "flows"}]}],
    )
    (told,) = ec2.describe_flow_logs()["FlowLogs"]
    assert (told["DeliverLogsPermissionArn"], told["MaxAggregationInterval"]) == (ROLE, 60)
    assert told["LogFormat"].startswith("${version} ")
    assert told["Tags"] == [{"Key": "Name", "Value": "flows"}]
