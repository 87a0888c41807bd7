"""`python -m tools.sanitise FOLDER`: write goods and books without people, a file for each table.

Reads the local shop unless `--stack` names one on AWS, which is reached with your own credentials
and region. `--load` puts such a folder into the local shop, and never anywhere else.
"""

import argparse
import json
import os
import secrets
import sys
from pathlib import Path
from typing import Any

import boto3

from tools.local_cloud.place import PROJECT, STACK, from_environment
from tools.seed.stack import StackNotFound, table_variables


def main(arguments: list[str], cloudformation: Any = None, dynamodb: Any = None) -> int:  # noqa: ANN401 - made at run time
    """Write a sanitised set, or load one, and return the exit code."""
    options = _parser().parse_args(arguments)
    if options.load or options.stack == STACK:
        environment = from_environment().environment()
        os.environ.clear()
        os.environ.update(environment)
    stack = STACK if options.load else options.stack
    try:
        os.environ |= table_variables(cloudformation or boto3.client("cloudformation"), stack)
    except StackNotFound as refusal:
        print(refusal, file=sys.stderr)
        return 1
    sys.path.insert(0, str(PROJECT / "layers/shop"))
    if options.load:
        return load(options.folder, dynamodb or boto3.client("dynamodb"))
    return write(options.folder)


def write(folder: Path) -> int:
    """Write a file for each table and return the exit code."""
    # The shop reads the names of its tables when it is imported.
    from tools.sanitise import rows  # noqa: PLC0415

    folder.mkdir(parents=True, exist_ok=True)
    salt, environment = secrets.token_bytes(32), dict(os.environ)
    kinds = {table.name: rows.row_class(table, environment) for table in rows.tables()}
    tests = rows.test_numbers(kinds["OrdersTable"].scan())
    for table in rows.tables():
        items = rows.sanitised_items(table, kinds[table.name].scan(), salt, tests)
        lines = [json.dumps(item) for item in items]
        (folder / f"{table.name}.jsonl").write_text("".join(f"{n}\n" for n in lines), "utf-8")
        print(f"{table.name}: {len(lines)}")
    return 0


def load(folder: Path, dynamodb: Any) -> int:  # noqa: ANN401 - see main
    """Put a folder's items into the tables of the same names and return the exit code."""
    from tools.seed.stack import variable_of  # noqa: PLC0415 - beside its only use

    for path in sorted(folder.glob("*Table.jsonl")):
        name = os.environ[variable_of(path.stem)]
        lines = path.read_text("utf-8").splitlines()
        for line in lines:
            dynamodb.put_item(TableName=name, Item=json.loads(line))
        print(f"{path.stem}: {len(lines)}")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tools.sanitise", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--stack", default=STACK, help="whose data (default: the local shop's)")
    parser.add_argument("--load", action="store_true", help="put the folder into the local shop")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
