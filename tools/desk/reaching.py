"""Which shop a command is for: the local one that runs, or a stack on AWS."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from tools.desk.asking import Desk, NoShop, over_lambda
from tools.local_cloud.place import STACK, from_environment
from tools.seed.stack import StackNotFound, stack_outputs, table_variables

_FUNCTION = "DeskFunction"
# Its environment says where the shop is, and which keys sign its links.
LIKE = "OrderEventsFunction"
LOCAL_OPERATOR = "arn:aws:iam::000000000000:user/local-operator"
# The function is given thirty seconds; a lost answer is not asked for again.
_CONFIG = Config(
    connect_timeout=5, read_timeout=40, retries={"total_max_attempts": 1, "mode": "standard"}
)


@dataclass(frozen=True, slots=True)
class Shop:
    """A shop that is there: its order desk, and what works on its tables and queues is given."""

    stack: str
    desk: Desk
    outputs: Mapping[str, str]
    clients: Mapping[str, Any]

    def use_tables(self) -> None:
        """Have `shop.storage` read and write this shop's tables, from now on in this process.

        Only what a restore or a failure needs works on tables: with the operator's own rights.
        """
        settings = self.clients["lambda"].get_function_configuration(
            FunctionName=self.outputs[LIKE]
        )["Environment"]["Variables"]
        # Not where the function's own files are.
        os.environ |= {k: v for k, v in settings.items() if not k.startswith("AWS_")}
        os.environ |= table_variables(self.clients["cloudformation"], self.stack)
        os.environ["SIGNING_KEYS_SECRET"] = self.outputs["SigningKeysSecret"]


def reach(stack: str, region: str | None) -> Shop:
    """Return the shop of a stack; the local one's needs neither credentials nor a region.

    Raises:
        NoShop: nothing answers there, or there is no such stack.
    """
    if stack == STACK:
        _speak_to_the_local_cloud_only()
    elif region:
        os.environ["AWS_DEFAULT_REGION"] = os.environ["AWS_REGION"] = region
    try:
        clients = _clients()
        outputs = stack_outputs(clients["cloudformation"], stack)
        name = _function_name(clients["cloudformation"], stack)
        operator = _operator(clients["sts"], stack)
    except StackNotFound as error:
        raise NoShop(_help(stack, error)) from error
    except (BotoCoreError, ClientError) as error:
        raise NoShop(_help(stack, error)) from error
    return Shop(stack, Desk(over_lambda(clients["lambda"], name), operator), outputs, clients)


def _clients() -> dict[str, Any]:
    names = ("cloudformation", "lambda", "sqs", "sts")
    return {name: boto3.client(name, config=_CONFIG) for name in names}  # type: ignore[call-overload]


def _function_name(cloudformation: Any, stack: str) -> str:  # noqa: ANN401 - made at run time
    pages = cloudformation.get_paginator("list_stack_resources").paginate(StackName=stack)
    for page in pages:
        for resource in page["StackResourceSummaries"]:
            if resource["LogicalResourceId"] == _FUNCTION:
                return str(resource["PhysicalResourceId"])
    raise StackNotFound(f"The stack {stack} has no order desk.")


def _operator(sts: Any, stack: str) -> str:  # noqa: ANN401 - made at run time
    """Return who acts: the local cloud knows nobody, so there it is always the same."""
    return LOCAL_OPERATOR if stack == STACK else str(sts.get_caller_identity()["Arn"])


def _speak_to_the_local_cloud_only() -> None:
    # Cleared, so that no profile of this machine's leads to AWS.
    environment = from_environment().environment()
    os.environ.clear()
    os.environ.update(environment)


def _help(stack: str, error: Exception) -> str:
    if stack != STACK:
        return f"There is no shop {stack} here. {error}"
    return (
        f"No shop runs on port {from_environment().port}. Start it with `make run`; another port "
        "is named by LOCAL_PORT, a shop on AWS by --stack and --region."
    )
