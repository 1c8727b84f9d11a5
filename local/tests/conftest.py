"""One local AWS for all tests; each test has an account of its own in it, and so sees nothing of the
others."""

import os
import random
import tempfile
from pathlib import Path

import boto3
import botocore.config
import pytest

from cloud import aws
from cloud.children import Children
from cloud.ending import Ending
from cloud.undertaker import undertaker

REGION = "eu-west-1"
ROLLOUT_STEADY_SECONDS = 2


@pytest.fixture(scope="session")
def directory():
    """Where the local AWS keeps its files."""
    return Path(tempfile.mkdtemp(prefix="local-cloud-tests-"))


@pytest.fixture(scope="session")
def endpoint(directory):
    os.environ["LOCAL_CLOUD_ROLLOUT_STEADY_SECONDS"] = str(ROLLOUT_STEADY_SECONDS)
    os.environ["LOCAL_CLOUD_HEALTH_CHECK_SCALE"] = "0.02"
    with undertaker(directory) as mark:
        children = Children(directory, mark, Ending())
        with aws.running(children, "processes") as server:
            children.wait_until_ready(server)
            yield server.connection["endpoint"]


@pytest.fixture
def account():
    return str(random.randrange(10**11, 10**12))


@pytest.fixture
def client(endpoint, account):
    """A function that makes a client of a service, in the test's account or another."""

    def make(service, account_id=account):
        return boto3.client(
            service,
            region_name=REGION,
            endpoint_url=endpoint,
            aws_access_key_id=account_id,
            aws_secret_access_key="test",
            config=botocore.config.Config(retries={"total_max_attempts": 1}, proxies={}),
        )

    return make


@pytest.fixture
def ecs(client):
    """A client of ECS, in an account with the cluster `c`."""
    ecs = client("ecs")
    ecs.create_cluster(clusterName="c")
    return ecs
