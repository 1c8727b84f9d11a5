import json

POLICY = json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*"}]})


def test_an_endpoint_keeps_its_groups_its_dns_and_its_policy(client):
    ec2 = client("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    endpoint = ec2.create_vpc_endpoint(
        VpcId=vpc,
        ServiceName="com.amazonaws.eu-west-1.sqs",
        VpcEndpointType="Interface",
        SecurityGroupIds=["sg-1"],
        PrivateDnsEnabled=True,
        PolicyDocument=POLICY,
    )["VpcEndpoint"]["VpcEndpointId"]
    ec2.modify_vpc_endpoint(
        VpcEndpointId=endpoint, AddSecurityGroupIds=["sg-2"], RemoveSecurityGroupIds=["sg-1"]
    )
    (told,) = ec2.describe_vpc_endpoints(VpcEndpointIds=[endpoint])["VpcEndpoints"]
    assert [group["GroupId"] for group in told["Groups"]] == ["sg-2"]
    assert (told["PrivateDnsEnabled"], told["PolicyDocument"]) == (True, POLICY)
