"""`make invoke FUNCTION=policies EVENT=events/policies/list.json`: call one deployed function.

The call goes through Lambda's own interface, so it needs neither Docker nor a route.
"""

import argparse
import base64
import json
import sys
import time
from pathlib import Path
from typing import Any

from tools.local_cloud import server
from tools.local_cloud.clients import client, resources, stack
from tools.local_cloud.place import PROJECT, Place, from_environment
from tools.local_cloud.progress import Failure, complain, say


def invoke(place: Place, group: str, event: dict[str, Any]) -> dict[str, Any]:
    """Call a function of the local cloud; return Lambda's answer, `Payload` read.

    Raises:
        Failure: The shop does not run, or has no such function.
    """
    if not (server.is_running(place) and stack(place)):
        raise Failure("The shop is not running; start it with `make run` or `make up`.")
    answer: dict[str, Any] = client(place, "lambda").invoke(
        FunctionName=function_name(place, group),
        Payload=json.dumps(event).encode(),
        LogType="Tail",
    )
    return answer | {"Payload": json.loads(answer["Payload"].read() or b"null")}


def function_name(place: Place, group: str) -> str:
    """Return the deployed name of `functions/<group>`.

    Raises:
        Failure: There is no such function.
    """
    deployed = resources(place)
    logical_id = f"{group.title().replace('_', '')}Function"
    if logical_id not in deployed:
        groups = sorted(path.parent.name for path in PROJECT.glob("functions/*/app.py"))
        raise Failure(f"There is no function {group!r}; there is {', '.join(groups)}.")
    return deployed[logical_id]["PhysicalResourceId"]


def read_event(path: Path) -> dict[str, Any]:
    """Read an event; a request without an instant is made now.

    Raises:
        Failure: There is no such file, or it is not a JSON object.
    """
    try:
        event = json.loads(path.read_text())
    except FileNotFoundError as error:
        raise Failure(f"There is no file {path}.") from error
    except ValueError as error:
        raise Failure(f"{path} is not JSON: {error}.") from error
    if not isinstance(event, dict):
        raise Failure(f"{path} is not a JSON object.")
    if "requestContext" in event:
        event["requestContext"].setdefault("timeEpoch", int(time.time() * 1000))
    return event


def show(answer: dict[str, Any]) -> None:
    """Print the lines the function logged, then what it returned."""
    for line in base64.b64decode(answer.get("LogResult", "")).decode().splitlines():
        complain(line)
    say(json.dumps(answer["Payload"], indent=2, ensure_ascii=False))


def main(arguments: list[str]) -> int:
    """Call a function and return the exit code: 1 if it failed."""
    parser = argparse.ArgumentParser(
        prog="make invoke FUNCTION=<name> EVENT=<file> #", description=__doc__
    )
    parser.add_argument("function", help="a folder of functions/, such as policies")
    parser.add_argument("event", type=Path, help="a file of events/")
    options = parser.parse_args(arguments)
    try:
        answer = invoke(from_environment(), options.function, read_event(options.event))
    except Failure as failure:
        complain(f"Error: {failure}")
        return 1
    show(answer)
    return 1 if "FunctionError" in answer else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
