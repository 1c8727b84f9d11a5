import pytest

GROUP = {"autoScalingGroupArn": "arn:aws:autoscaling:eu-west-1:111111111111:autoScalingGroup:1:g"}


@pytest.mark.parametrize(("given", "told"), [({}, "ENABLED"), ({"managedDraining": "DISABLED"}, "DISABLED")])
def test_a_capacity_provider_drains_unless_told_otherwise(ecs, given, told):
    ecs.create_capacity_provider(name="p", autoScalingGroupProvider={**GROUP, **given})
    (provider,) = ecs.describe_capacity_providers(capacityProviders=["p"])["capacityProviders"]
    assert provider["autoScalingGroupProvider"]["managedDraining"] == told
