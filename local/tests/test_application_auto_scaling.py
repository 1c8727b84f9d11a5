import pytest

TARGET = {
    "ServiceNamespace": "ecs",
    "ResourceId": "service/c/w",
    "ScalableDimension": "ecs:service:DesiredCount",
}
STEPS = {"AdjustmentType": "ChangeInCapacity", "StepAdjustments": [{"ScalingAdjustment": 1}]}


@pytest.fixture
def scaling(client):
    scaling = client("application-autoscaling")
    scaling.register_scalable_target(**TARGET, MinCapacity=1, MaxCapacity=4)
    return scaling


def test_a_target_is_told_as_it_was_registered(scaling):
    (target,) = scaling.describe_scalable_targets(ServiceNamespace="ecs")["ScalableTargets"]
    assert {**target, **TARGET, "MinCapacity": 1, "MaxCapacity": 4} == target


def test_policies_and_scheduled_actions_are_kept_and_deleted(scaling):
    scaling.put_scaling_policy(
        **TARGET, PolicyName="p", PolicyType="StepScaling", StepScalingPolicyConfiguration=STEPS
    )
    scaling.put_scheduled_action(
        **TARGET,
        ScheduledActionName="a",
        Schedule="cron(0 6 ? * MON-FRI *)",
        ScalableTargetAction={"MinCapacity": 2},
    )
    (policy,) = scaling.describe_scaling_policies(ServiceNamespace="ecs")["ScalingPolicies"]
    assert policy["StepScalingPolicyConfiguration"] == STEPS
    (action,) = scaling.describe_scheduled_actions(ServiceNamespace="ecs")["ScheduledActions"]
    assert action["ScalableTargetAction"] == {"MinCapacity": 2}
    scaling.delete_scaling_policy(**TARGET, PolicyName="p")
    scaling.delete_scheduled_action(**TARGET, ScheduledActionName="a")
    assert scaling.describe_scaling_policies(ServiceNamespace="ecs")["ScalingPolicies"] == []
    assert scaling.describe_scheduled_actions(ServiceNamespace="ecs")["ScheduledActions"] == []


def test_a_policy_needs_a_target(scaling):
    scaling.deregister_scalable_target(**TARGET)
    with pytest.raises(scaling.exceptions.ObjectNotFoundException):
        scaling.put_scaling_policy(**TARGET, PolicyName="p", StepScalingPolicyConfiguration=STEPS)


@pytest.mark.parametrize("given", ["name", "arn"])
def test_a_target_goes_with_its_service(scaling, ecs, given):
    ecs.create_cluster(clusterName="c")
    ecs.register_task_definition(family="w", containerDefinitions=[{"name": "w", "image": "i", "memory": 64}])
    service = ecs.create_service(cluster="c", serviceName="w", taskDefinition="w", desiredCount=0)["service"]
    scaling.put_scaling_policy(
        **TARGET, PolicyName="p", PolicyType="StepScaling", StepScalingPolicyConfiguration=STEPS
    )
    ecs.delete_service(cluster="c", service={"name": "w", "arn": service["serviceArn"]}[given])
    assert scaling.describe_scalable_targets(ServiceNamespace="ecs")["ScalableTargets"] == []
    assert scaling.describe_scaling_policies(ServiceNamespace="ecs")["ScalingPolicies"] == []
