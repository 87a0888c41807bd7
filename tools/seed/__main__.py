"""`python -m tools.seed`: fill a local cloud with made-up goods; a second run changes nothing."""

import argparse
import os
import sys

import boto3
from botocore.config import Config

from tools.local_cloud.place import PROJECT, STACK, Place, from_environment
from tools.seed.stack import StackNotFound, table_variables

# A local cloud answers at once or is not there.
ONE_TRY = Config(retries={"total_max_attempts": 1})


def main(arguments: list[str]) -> int:
    """Seed the tables of a stack and return the exit code."""
    place = from_environment()
    options = _parser(place).parse_args(arguments)
    _speak_only_to(place, options.endpoint_url)
    try:
        os.environ |= table_variables(boto3.client("cloudformation", config=ONE_TRY), options.stack)
    except StackNotFound as refusal:
        print(refusal, file=sys.stderr)
        return 1
    sys.path.insert(0, str(PROJECT / "layers/shop"))
    # The shop reads the names of its tables when it is imported.
    from tools.seed.filling import fill  # noqa: PLC0415
    from tools.seed.goods import read_goods  # noqa: PLC0415

    fill(read_goods(), place.folder)
    return 0


def _speak_only_to(place: Place, endpoint_url: str) -> None:
    # The local cloud's own key opens nothing on AWS: made-up goods never get into a real shop.
    environment = place.environment() | {"AWS_ENDPOINT_URL": endpoint_url}
    os.environ.clear()
    os.environ.update(environment)


def _parser(place: Place) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tools.seed", description=__doc__)
    parser.add_argument("--endpoint-url", default=place.endpoint, help="of the local cloud")
    parser.add_argument("--stack", default=STACK, help="whose tables are filled")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
