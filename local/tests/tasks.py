"""Small tasks and services, as the tests need them."""

IMAGE = "prefecthq/prefect-aws:0.7.12-python3.13"
RUNS_ON = ["sleep", "600"]
FAILS = ["sh", "-c", "exit 3"]
NETWORK = {"awsvpcConfiguration": {"subnets": ["subnet-0a"]}}


def register(ecs, command=RUNS_ON, family="worker", image=IMAGE, taskRole=None, **container):
    """Returns the ARN of a new revision."""
    definition = {"name": "worker", "image": image, "command": command, **container}
    answer = ecs.register_task_definition(
        family=family,
        requiresCompatibilities=["FARGATE"],
        networkMode="awsvpc",
        cpu="256",
        memory="512",
        containerDefinitions=[definition],
        **({"taskRoleArn": taskRole} if taskRole else {}),
    )
    return answer["taskDefinition"]["taskDefinitionArn"]


def run(ecs, task_definition, **arguments):
    """Returns the ARN of a task that is running or has ended already."""
    answer = ecs.run_task(
        cluster="c",
        taskDefinition=task_definition,
        launchType="FARGATE",
        networkConfiguration=NETWORK,
        **arguments,
    )
    return answer["tasks"][0]["taskArn"]


def create_service(ecs, task_definition, desiredCount=1, rollback=False, **arguments):
    ecs.create_service(
        cluster="c",
        serviceName="worker",
        taskDefinition=task_definition,
        desiredCount=desiredCount,
        launchType="FARGATE",
        networkConfiguration=NETWORK,
        deploymentConfiguration={
            "deploymentCircuitBreaker": {"enable": True, "rollback": rollback},
            "maximumPercent": 200,
            "minimumHealthyPercent": 100,
        },
        **arguments,
    )


def task(ecs, arn):
    return ecs.describe_tasks(cluster="c", tasks=[arn])["tasks"][0]


def tasks(ecs, status):
    arns = ecs.list_tasks(cluster="c", desiredStatus=status)["taskArns"]
    return ecs.describe_tasks(cluster="c", tasks=arns)["tasks"] if arns else []


def service(ecs):
    return ecs.describe_services(cluster="c", services=["worker"])["services"][0]


def primary(ecs):
    return next(one for one in service(ecs)["deployments"] if one["status"] == "PRIMARY")
