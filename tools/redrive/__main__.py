"""`python -m tools.redrive`: do again what failed at every try, and empty the queue of failures.

Works on the local shop unless `--stack` names one on AWS, which is reached with your own
credentials and region. Mend what made it fail first. What was done already is not done again, so
it may run twice, and at once with itself.
"""

import argparse
import os
import sys
from typing import Any, NamedTuple

import boto3

from tools.local_cloud.place import PROJECT, STACK, from_environment
from tools.seed.stack import StackNotFound, stack_outputs, table_variables

QUEUE = "DeadLettersQueue"
# Its environment says where the shop is and which keys sign its links.
LIKE = "OrderEventsFunction"


class Clients(NamedTuple):
    """What is asked of AWS."""

    cloudformation: Any
    functions: Any
    queues: Any


def main(arguments: list[str], clients: Clients | None = None) -> int:
    """Do again what waits in the queue; return the exit code, 1 if something is left."""
    parser = argparse.ArgumentParser(prog="python -m tools.redrive", description=__doc__)
    parser.add_argument("--stack", default=STACK, help="whose failures (default: the local shop's)")
    stack = parser.parse_args(arguments).stack
    if stack == STACK:
        _speak_to_the_local_cloud_only()
    asked = clients or Clients(
        boto3.client("cloudformation"), boto3.client("lambda"), boto3.client("sqs")
    )
    try:
        outputs = stack_outputs(asked.cloudformation, stack)
        os.environ |= table_variables(asked.cloudformation, stack)
    except StackNotFound as refusal:
        print(refusal, file=sys.stderr)
        return 1
    os.environ |= _settings(asked.functions, outputs[LIKE])
    sys.path[:0] = [str(PROJECT), str(PROJECT / "layers/shop")]
    # The shop reads the names of its tables when it is imported.
    from tools.redrive.emptying import empty  # noqa: PLC0415

    return empty(outputs[QUEUE], asked.queues, asked.functions)


def _speak_to_the_local_cloud_only() -> None:
    # Cleared, so that no profile of this machine's leads to AWS.
    environment = from_environment().environment()
    os.environ.clear()
    os.environ.update(environment)


def _settings(functions: Any, name: str) -> dict[str, str]:  # noqa: ANN401 - made at run time
    """Return what a function is told, but for where its own files are."""
    told = functions.get_function_configuration(FunctionName=name)["Environment"]["Variables"]
    return {name: value for name, value in told.items() if not name.startswith("AWS_")}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
