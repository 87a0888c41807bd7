"""`python -m tools.erasures replay`: after a restore, erase again whom the shop had erased.

Works on the local shop unless `--stack` names one on AWS, which is reached with your own
credentials and region. It reads every table that names anybody.
"""

import argparse
import os
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import boto3

from tools.local_cloud.place import PROJECT, STACK, from_environment
from tools.seed.stack import StackNotFound, table_variables

if TYPE_CHECKING:
    from shop.domain.data_requests import DataRequest


def main(arguments: list[str], cloudformation: Any = None) -> int:  # noqa: ANN401 - made at run time
    """Do the erasures again on the tables of a stack and return the exit code."""
    options = _parser().parse_args(arguments)
    if options.stack == STACK:
        environment = from_environment().environment()
        os.environ.clear()
        os.environ.update(environment)
    try:
        asked = cloudformation or boto3.client("cloudformation")
        os.environ |= table_variables(asked, options.stack)
        os.environ["SIGNING_KEYS_SECRET"] = _signing_keys(asked, options.stack)
    except StackNotFound as refusal:
        print(refusal, file=sys.stderr)
        return 1
    sys.path.insert(0, str(PROJECT / "layers/shop"))
    # The shop reads the names of its tables when it is imported.
    from tools.erasures.replaying import replay  # noqa: PLC0415

    return told(replay(datetime.now(UTC)))


def told(requests: "list[DataRequest]") -> int:
    """Say what was done, and return the exit code: 1 while something is left to be done."""
    for request in requests:
        print(f"{request.request_id[:8]}: {request.state}")
    print(f"{len(requests)} erasures were done again.")
    return int(any(request.state == "erasing" for request in requests))


def _signing_keys(cloudformation: Any, stack: str) -> str:  # noqa: ANN401 - see main
    outputs = cloudformation.describe_stacks(StackName=stack)["Stacks"][0]["Outputs"]
    return next(str(o["OutputValue"]) for o in outputs if o["OutputKey"] == "SigningKeysSecret")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tools.erasures", description=__doc__)
    parser.add_argument("action", choices=["replay"])
    parser.add_argument("--stack", default=STACK, help="whose tables (default: the local shop's)")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
