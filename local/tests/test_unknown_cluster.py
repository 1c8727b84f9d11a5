import pytest
from tasks import NETWORK, register


@pytest.mark.parametrize("operation", ["run_task", "create_service"])
def test_a_cluster_that_does_not_exist_is_not_made(ecs, operation):
    arguments = {"serviceName": "s"} if operation == "create_service" else {}
    with pytest.raises(ecs.exceptions.ClusterNotFoundException):
        getattr(ecs, operation)(
            cluster="misspelt", taskDefinition=register(ecs), networkConfiguration=NETWORK, **arguments
        )
    assert [arn.split("/")[-1] for arn in ecs.list_clusters()["clusterArns"]] == ["c"]
