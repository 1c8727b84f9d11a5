"""What a worker makes of base job templates: reads `[{"template": …, "variable": "PREFECT_API_KEY"}]` from standard
input and prints, for each, the task definition and the RunTask request of a flow run whose worker has its credential
in that variable. All is prefect-aws's own code; only the check of the subnets, which asks EC2, is left out."""

import asyncio
import json
import sys
import uuid

from prefect.client.schemas.objects import FlowRun
from prefect.settings import PREFECT_API_AUTH_STRING, PREFECT_API_KEY
from prefect.settings.context import temporary_settings
from prefect_aws.workers.ecs_worker import ECSJobConfiguration, ECSWorker

CREDENTIALS = {"PREFECT_API_KEY": PREFECT_API_KEY, "PREFECT_API_AUTH_STRING": PREFECT_API_AUTH_STRING}
ARN = "arn:aws:ecs:eu-west-1:111122223333:task-definition/flow-run:1"


# It would ask EC2 whether the subnets are there.
ECSWorker._custom_network_configuration = lambda _self, _vpc, network, _configuration: {"awsvpcConfiguration": network}


async def render(template: dict, variable: str) -> dict:
    configuration = await ECSJobConfiguration.from_template_and_values(template, {})
    flow_run = FlowRun(id=uuid.uuid4(), flow_id=uuid.uuid4(), name="smart-crab")
    with temporary_settings({CREDENTIALS[variable]: "canary:canary"}):
        configuration.prepare_for_flow_run(flow_run)
    worker = ECSWorker(work_pool_name="pool")
    definition = worker._prepare_task_definition(configuration, region="eu-west-1", flow_run=flow_run)
    request = worker._prepare_task_run_request(configuration, definition, ARN, True)
    return {"definition": definition, "request": request}


async def main() -> None:
    answers = [await render(**one) for one in json.load(sys.stdin)]
    json.dump(answers, sys.stdout)


asyncio.run(main())
