"""What every command has: a shop, a screen, `--json`, and a question before anything changes."""

import json
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import update_wrapper
from typing import Any

import click
from rich.console import Console, RenderableType
from rich.text import Text

from tools.desk.asking import Answer, Broken, NoShop, Refused
from tools.desk.reaching import Shop, reach
from tools.desk.words import clean, moment
from tools.local_cloud.place import STACK

REFUSED, NOT_THERE = 1, 2
# JSON lets these through, and a terminal acts on some of them.
_UNSEEN = re.compile("[\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True)
class Means:
    """What the commands are given from outside; tests give a shop of their own."""

    reach: Callable[[str, str | None], Shop] = reach
    now: Callable[[], datetime] = field(default=lambda: datetime.now(UTC))


@dataclass(frozen=True, slots=True)
class Terminal:
    """One command at work."""

    shop: Shop
    means: Means
    is_json: bool = False
    is_sure: bool = False

    def ask(self, action: str, **fields: Any) -> Answer:  # noqa: ANN401 - of any kind JSON has
        """Ask the order desk in the operator's name."""
        return self.shop.desk.ask(action, **fields)

    def act(self, question: str, action: str, **fields: Any) -> Answer:  # noqa: ANN401 - as above
        """Ask whether it is meant, then have it done in the operator's name."""
        self.confirm(question)
        return self.ask(action, operator=self.shop.desk.operator, **fields)

    def look(self, action: str, **fields: Any) -> Answer:  # noqa: ANN401 - as above
        """Look at something whose readers are written down: it is asked with who looks."""
        return self.ask(action, operator=self.shop.desk.operator, **fields)

    def confirm(self, question: str) -> None:
        """Ask whether it is meant, and end the command if it is not.

        Without anybody there to answer, nothing is done.
        """
        if not self.is_sure:
            click.confirm(f"{clean(question)} [{self.shop.stack}]", abort=True, err=True)

    def show(self, answer: object, *shown: RenderableType) -> None:
        """Print an answer: as it came with `--json`, else as it is shown to people."""
        if self.is_json:
            text = json.dumps(answer, indent=2, ensure_ascii=False)
            click.echo(_UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", text))
            return
        for each in shown:
            screen().print(each, soft_wrap=isinstance(each, Text))

    def done(self, answer: Answer, sentence: str, *shown: RenderableType) -> None:
        """Say in a sentence what was done."""
        self.show(answer, Text(f"✓ {clean(sentence)}", style="green"), *shown)

    def when(self, instant: str | None) -> str:
        """Return an instant of the shop's in words of this place and day."""
        return moment(instant, self.means.now())


def screen(*, is_error: bool = False) -> Console:
    """Return what to print on: colours only on a terminal, and none where NO_COLOR is set."""
    # A pipe is as wide as what is in it: nothing is cut off for whoever reads it by program.
    console = Console(stderr=is_error, highlight=False, markup=False, emoji=False)
    if not console.is_terminal and "COLUMNS" not in os.environ:
        console.width = 160
    return console


def _shared(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that every command has."""
    for option in (
        click.option("--json", "is_json", is_flag=True, help="The shop's own answer, as JSON."),
        click.option("--stack", default=STACK, envvar="DESK_STACK", help="A stack on AWS."),
        click.option("--region", envvar="DESK_REGION", help="Its region."),
    ):
        function = option(function)
    return function


def command(
    group: click.Group, name: str, *, changes: bool = False
) -> Callable[[Callable[..., None]], click.Command]:
    """Make a function a command; it is given the terminal and its own options.

    One that changes something asks before, but for `--yes`.
    """

    def decorate(function: Callable[..., None]) -> click.Command:
        def run(context: click.Context, stack: str, region: str | None, **given: Any) -> None:  # noqa: ANN401 - the command's own options
            means: Means = context.obj or Means()
            is_json, is_sure = given.pop("is_json"), given.pop("is_sure", not changes)
            with _told(context, is_json=is_json):
                terminal = Terminal(means.reach(stack, region), means, is_json, is_sure)
                function(terminal, **given)

        made: Callable[..., Any] = click.pass_context(update_wrapper(run, function))
        if changes:
            made = click.option("--yes", "is_sure", is_flag=True, help="Do not ask before.")(made)
        return group.command(name)(_shared(made))

    return decorate


@contextmanager
def _told(context: click.Context, *, is_json: bool) -> Iterator[None]:
    """Say in a sentence why not, and end with the exit code for it."""
    try:
        yield
    except Refused as refusal:
        _refuse(refusal, is_json=is_json)
        context.exit(REFUSED)
    except Broken as fault:
        _complain(str(fault))
        context.exit(REFUSED)
    except NoShop as fault:
        _complain(str(fault))
        context.exit(NOT_THERE)


def _refuse(refusal: Refused, *, is_json: bool) -> None:
    if is_json:
        click.echo(json.dumps(refusal.answer, indent=2, ensure_ascii=False))
    _complain(str(refusal))
    for error in refusal.answer.get("errors", ()):
        _complain(f"  {error['field']}: {error['message']}")


def _complain(text: str) -> None:
    screen(is_error=True).print(Text(clean(text), style="red"), soft_wrap=True)
