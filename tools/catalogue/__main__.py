"""`python -m tools.catalogue`: write the goods into a file, import one, undo an import.

Works on the local shop unless `--stack` names one on AWS, which is reached with your own
credentials and region.
"""

import argparse
import os
import sys
from pathlib import Path
from typing import Any

import boto3

from tools.local_cloud.place import PROJECT, STACK, from_environment
from tools.seed.stack import StackNotFound, table_variables


def main(arguments: list[str], cloudformation: Any = None) -> int:  # noqa: ANN401 - made at run time
    """Run one command and return the exit code; the client is boto3's unless one is given."""
    options = _parser().parse_args(arguments)
    if options.stack == STACK:
        _speak_to_the_local_cloud_only()
    try:
        asked = cloudformation or boto3.client("cloudformation")
        os.environ |= table_variables(asked, options.stack)
    except StackNotFound as refusal:
        print(refusal, file=sys.stderr)
        return 1
    sys.path.insert(0, str(PROJECT / "layers/shop"))
    return _run(options)


def _speak_to_the_local_cloud_only() -> None:
    # Cleared, so that no profile of this machine's leads to AWS.
    environment = from_environment().environment()
    os.environ.clear()
    os.environ.update(environment)


def _run(options: argparse.Namespace) -> int:
    # The shop reads the names of its tables when it is imported.
    from shop.domain.errors import TryAgain  # noqa: PLC0415
    from tools.catalogue import commands  # noqa: PLC0415
    from tools.catalogue.files import FileRefused  # noqa: PLC0415

    try:
        match options.command:
            case "export":
                return commands.export_goods(options.file)
            case "import":
                return commands.import_goods(options.file, is_dry=options.dry_run)
            case _:
                return commands.undo_import(options.import_id)
    except FileRefused as refusal:
        print(refusal, file=sys.stderr)
    except TryAgain:
        print("The tables are too busy. Run it again later: what is done stays.", file=sys.stderr)
    return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tools.catalogue", description=__doc__)
    parser.add_argument("--stack", default=STACK, help="whose goods (default: the local shop's)")
    commands = parser.add_subparsers(dest="command", required=True)
    command = commands.add_parser("export", help="write all goods into a CSV file")
    command.add_argument("file", type=Path)
    command = commands.add_parser("import", help="create and change goods as a CSV file says")
    command.add_argument("file", type=Path)
    command.add_argument("--dry-run", action="store_true", help="tell what it would do, do nothing")
    command = commands.add_parser("undo", help="take back what an import changed")
    command.add_argument("import_id", metavar="IMPORT_ID")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
