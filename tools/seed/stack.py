"""Where a deployed stack keeps its tables, as the variables that `shop.storage` reads."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError


class StackNotFound(Exception):
    """There is no such stack, or nothing answers at the address."""


def table_variables(cloudformation: Any, stack: str) -> dict[str, str]:  # noqa: ANN401 - made at run time
    """Return the names of a stack's tables by environment variable, from its outputs.

    Raises:
        StackNotFound: there is no such stack, or nothing answers at the address.
    """
    outputs = stack_outputs(cloudformation, stack)
    return as_variables({"OutputKey": k, "OutputValue": value} for k, value in outputs.items())


def stack_outputs(cloudformation: Any, stack: str) -> dict[str, str]:  # noqa: ANN401 - made at run time
    """Return the outputs of a stack.

    Raises:
        StackNotFound: there is no such stack, or nothing answers at the address.
    """
    try:
        found = cloudformation.describe_stacks(StackName=stack)["Stacks"][0]
    except (BotoCoreError, ClientError) as error:
        raise StackNotFound(f"The shop's stack {stack} was not found: {error}") from error
    return {output["OutputKey"]: output["OutputValue"] for output in found.get("Outputs", [])}


def as_variables(outputs: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """Return the outputs that name tables, by environment variable."""
    return {
        variable_of(output["OutputKey"]): output["OutputValue"]
        for output in outputs
        if output["OutputKey"].endswith("Table")
    }


def variable_of(logical_id: str) -> str:
    """Return the environment variable of a table: `PRODUCT_TERMS_TABLE` for `ProductTermsTable`."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", logical_id).upper()
