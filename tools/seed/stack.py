"""Where a deployed stack keeps its tables, as the variables that `shop.storage` reads."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

TABLE_TYPE = "AWS::DynamoDB::Table"


def variable_of(logical_id: str) -> str:
    """Return the environment variable of a table: `PRODUCT_TERMS_TABLE` for `ProductTermsTable`."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", logical_id).upper()


def table_variables(resources: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Return the names of a stack's tables by environment variable."""
    return {
        variable_of(resource["LogicalResourceId"]): resource["PhysicalResourceId"]
        for resource in resources
        if resource["ResourceType"] == TABLE_TYPE
    }


def list_resources(cloudformation: Any, stack: str) -> list[Mapping[str, Any]]:  # noqa: ANN401 - made at run time
    """Return every resource of a stack.

    Raises:
        botocore.exceptions.ClientError: there is no such stack.
    """
    pages = cloudformation.get_paginator("list_stack_resources").paginate(StackName=stack)
    return [resource for page in pages for resource in page["StackResourceSummaries"]]
