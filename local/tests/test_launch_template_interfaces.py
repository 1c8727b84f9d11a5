def test_a_launch_template_keeps_the_network_interfaces_that_it_was_given(client):
    ec2 = client("ec2")
    interface = {
        "DeviceIndex": 0,
        "DeleteOnTermination": True,
        "AssociatePublicIpAddress": False,
        "Groups": ["sg-0123456789abcdef0"],
    }
    ec2.create_launch_template(
        LaunchTemplateName="workers",
        LaunchTemplateData={"InstanceType": "m7g.large", "NetworkInterfaces": [interface]},
    )
    (version,) = ec2.describe_launch_template_versions(LaunchTemplateName="workers")["LaunchTemplateVersions"]
    assert version["LaunchTemplateData"] == {"InstanceType": "m7g.large", "NetworkInterfaces": [interface]}
