"""Clients of AWS services other than DynamoDB, made on first use with the shop's time-outs."""

import functools
from typing import Any

import botocore.config
import botocore.session


@functools.cache
def client(service: str) -> Any:  # noqa: ANN401 - botocore makes its clients' types at run time
    """Return the process's client of a service: `sesv2`, `secretsmanager`."""
    config = botocore.config.Config(
        connect_timeout=0.5,
        read_timeout=3,
        retries={"total_max_attempts": 3, "mode": "standard"},
        user_agent="ctbusters-shop",
    )
    return botocore.session.get_session().create_client(service, config=config)
