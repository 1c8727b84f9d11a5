import pytest


@pytest.fixture
def ec2(client):
    return client("ec2")


@pytest.fixture
def told(ec2):
    """Adds one egress rule to a new group, and returns it as it is told."""

    def add(**target):
        group = ec2.create_security_group(GroupName="g", Description="g")["GroupId"]
        permission = {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, **target}
        made = ec2.authorize_security_group_egress(GroupId=group, IpPermissions=[permission])
        rule = made["SecurityGroupRules"][0]["SecurityGroupRuleId"]
        (described,) = ec2.describe_security_group_rules(SecurityGroupRuleIds=[rule])["SecurityGroupRules"]
        return described

    return add


def test_a_rule_towards_a_prefix_list(told):
    rule = told(PrefixListIds=[{"PrefixListId": "pl-1", "Description": "S3"}])
    assert (rule["PrefixListId"], rule["Description"]) == ("pl-1", "S3")


def test_a_described_rule_towards_another_group(ec2, told):
    other = ec2.create_security_group(GroupName="other", Description="other")["GroupId"]
    rule = told(UserIdGroupPairs=[{"GroupId": other, "Description": "endpoints"}])
    assert (rule["ReferencedGroupInfo"]["GroupId"], rule["Description"]) == (other, "endpoints")
