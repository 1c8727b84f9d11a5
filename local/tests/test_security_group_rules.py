def test_a_rule_towards_a_prefix_list_is_told(client):
    ec2 = client("ec2")
    group = ec2.create_security_group(GroupName="g", Description="g")["GroupId"]
    target = {"PrefixListId": "pl-1", "Description": "S3"}
    made = ec2.authorize_security_group_egress(
        GroupId=group,
        IpPermissions=[{"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "PrefixListIds": [target]}],
    )
    rule = made["SecurityGroupRules"][0]["SecurityGroupRuleId"]
    (told,) = ec2.describe_security_group_rules(SecurityGroupRuleIds=[rule])["SecurityGroupRules"]
    assert (told["PrefixListId"], told["Description"]) == ("pl-1", "S3")
