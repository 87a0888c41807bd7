"""Commands for when something broke: failures done again, and the proof after a restore."""

from typing import TYPE_CHECKING

import click
from rich.text import Text

from tools.desk.group import desk
from tools.desk.tables import table
from tools.desk.terminal import REFUSED, Terminal, command
from tools.desk.words import counted

if TYPE_CHECKING:
    from tools.desk.checks import Check

QUEUE = "DeadLettersQueue"
_MOST_SHOWN = 20


@command(desk, "redrive", changes=True)
def redrive(terminal: Terminal) -> None:
    """Do again what failed at every try, and empty the queue of failures.

    Mend what made it fail first. What was done already is not done again, so it may run twice, and
    at once with itself. It works on the tables, with your own rights.
    """
    terminal.confirm("Do again what failed at every try?")
    terminal.shop.use_tables()
    # The shop reads the names of its tables when it is imported.
    from tools.desk.emptying import empty  # noqa: PLC0415

    said: list[str] = []
    clients = terminal.shop.clients
    left = empty(terminal.shop.outputs[QUEUE], clients["sqs"], clients["lambda"], said.append)
    terminal.show({"left": left, "said": said}, *(Text(line) for line in said))
    click.get_current_context().exit(left)


@command(desk, "restore-check")
def restore_check(terminal: Terminal) -> None:
    """Prove after a restore that the books add up and nobody is back who was erased.

    It reads whole tables, with your own rights, and changes nothing.
    """
    terminal.shop.use_tables()
    # The shop reads the names of its tables when it is imported.
    from tools.desk.checks import check_all  # noqa: PLC0415

    checks = check_all()
    rows = [_row(check) for check in checks]
    found = [(check.name, each) for check in checks for each in check.found[:_MOST_SHOWN]]
    answer = {
        "passed": all(check.is_passed for check in checks),
        "checks": [
            {"name": c.name, "passed": c.is_passed, "looked_at": c.looked_at, "found": c.found}
            for c in checks
        ],
    }
    columns = ("", "check", "+looked at", "result")
    shown = [table("After a restore", columns, rows)]
    if found:
        shown.append(table("Found", ("check", "what"), found))
    terminal.show(answer, *shown)
    click.get_current_context().exit(0 if answer["passed"] else REFUSED)


def _row(check: "Check") -> tuple[object, ...]:
    mark = Text("pass", "green") if check.is_passed else Text("FAIL", "bold red")
    told = (
        "as it must be"
        if check.is_passed
        else f"{counted(len(check.found), 'fault')}: {check.remedy}"
    )
    return mark, check.name, check.looked_at, told
