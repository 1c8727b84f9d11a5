def test_a_rule_towards_another_group_keeps_its_description(client):
    ec2 = client("ec2")
    group, other = (
        ec2.create_security_group(GroupName=name, Description=name)["GroupId"] for name in ("g", "other")
    )
    target = {"GroupId": other, "Description": "endpoints"}
    made = ec2.authorize_security_group_egress(
        GroupId=group,
        IpPermissions=[{"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "UserIdGroupPairs": [target]}],
    )
    rule = made["SecurityGroupRules"][0]["SecurityGroupRuleId"]
    (told,) = ec2.describe_security_group_rules(SecurityGroupRuleIds=[rule])["SecurityGroupRules"]
    assert (told["ReferencedGroupInfo"]["GroupId"], told["Description"]) == (other, "endpoints")
