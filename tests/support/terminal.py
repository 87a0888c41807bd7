"""The operators' terminal on the tests' tables: its commands, and the order desk they ask."""

import contextlib
import io
import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from functions.desk.app import lambda_handler
from tests.support.gateway import NOW
from tests.support.template import environment, resources, table_name
from tools.desk.asking import Desk, Event
from tools.desk.commands import desk
from tools.desk.reaching import Shop
from tools.desk.terminal import Means

OPERATOR = "arn:aws:iam::123456789012:user/ada"
PRINTED: list[str] = []
"""What the function printed at each call: its lines with metrics."""


class Context:
    aws_request_id = "request-7"


class Functions:
    """Stands in for Lambda: knows what each function is told, and calls none."""

    def get_function_configuration(self, **_asked: Any) -> dict[str, Any]:
        return {"Environment": {"Variables": environment() | {"AWS_DATA_PATH": "/opt/python"}}}


class Stacks:
    """Stands in for CloudFormation: knows where the tests' tables are."""

    def describe_stacks(self, **_asked: Any) -> dict[str, Any]:
        listed = [{"OutputKey": name, "OutputValue": at} for name, at in outputs().items()]
        return {"Stacks": [{"Outputs": listed}]}


def outputs() -> dict[str, str]:
    names = {name: table_name(name) for name in resources("AWS::DynamoDB::Table")}
    return names | {
        "SigningKeysSecret": table_name("SigningKeys"),
        "OrderEventsFunction": "shop-order-events",
    }


def in_process(event: Event) -> dict[str, Any]:
    """Ask the order desk's own function, as Lambda would: with what JSON can carry."""
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        answer = lambda_handler(json.loads(json.dumps(event)), Context())
    PRINTED.append(printed.getvalue())
    return {"Payload": json.loads(json.dumps(answer))}


class Terminal:
    """Somebody typing; keeps what was sent and what was shown."""

    def __init__(self, invoke: Callable[[Event], dict[str, Any]] = in_process) -> None:
        self.sent: list[Event] = []
        self.out = self.err = ""
        self.invoke = invoke
        self.clients: dict[str, Any] = {"lambda": Functions(), "cloudformation": Stacks()}
        self.outputs = outputs()
        self.now: datetime = NOW
        self.asked_for: list[tuple[str, str | None]] = []
        self.reached: Callable[[str, str | None], Shop] | None = None
        self.environment = {"COLUMNS": "100", "NO_COLOR": "1"}

    def reach(self, stack: str, region: str | None) -> Shop:
        self.asked_for.append((stack, region))
        asked = Desk(self._invoke, OPERATOR, pause=lambda _seconds: None)
        return Shop(stack, asked, self.outputs, self.clients)

    def _invoke(self, event: Event) -> dict[str, Any]:
        self.sent.append(event)
        return self.invoke(event)

    def run(self, *arguments: str | Path, typed: str | None = None) -> int:
        """Run a command and return its exit code; `typed` is what is answered to its questions."""
        means = Means(reach=self.reached or self.reach, now=lambda: self.now)
        done = CliRunner().invoke(
            desk, [str(a) for a in arguments], obj=means, input=typed, env=self.environment
        )
        self.out, self.err = done.stdout, done.stderr
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        return done.exit_code

    @property
    def json(self) -> Any:
        return json.loads(self.out)
