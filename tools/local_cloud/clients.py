"""AWS clients that speak to a local cloud."""

from functools import cache
from typing import Any

import boto3
from botocore.config import Config

from tools.local_cloud.place import REGION, ROOT_KEY, STACK, Place

CONFIG = Config(retries={"total_max_attempts": 1}, read_timeout=120)


@cache
def client(place: Place, service: str) -> Any:  # noqa: ANN401 - clients are made at run time
    """Return a client, whatever this machine's own AWS settings are."""
    session = boto3.Session(
        aws_access_key_id=ROOT_KEY, aws_secret_access_key=ROOT_KEY, region_name=REGION
    )
    return session.client(service, endpoint_url=place.endpoint, config=CONFIG)  # type: ignore[call-overload]


def stack(place: Place) -> dict[str, Any] | None:
    """Return the shop's stack; None before the first deployment."""
    cloudformation = client(place, "cloudformation")
    try:
        stacks = cloudformation.describe_stacks(StackName=STACK)["Stacks"]
    except cloudformation.exceptions.ClientError:
        return None
    found: dict[str, Any] = stacks[0]
    return found


def outputs(place: Place) -> dict[str, str]:
    """Return the stack's outputs by name."""
    found = stack(place) or {}
    return {output["OutputKey"]: output["OutputValue"] for output in found.get("Outputs", [])}


def resources(place: Place) -> dict[str, dict[str, str]]:
    """Return the stack's resources by logical id."""
    pages = client(place, "cloudformation").get_paginator("list_stack_resources")
    return {
        resource["LogicalResourceId"]: resource
        for page in pages.paginate(StackName=STACK)
        for resource in page["StackResourceSummaries"]
    }
