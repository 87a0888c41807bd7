"""Commands about what customers ask for with their own data."""

import click

from tools.desk.asking import Answer
from tools.desk.group import desk
from tools.desk.tables import coloured, table
from tools.desk.terminal import Terminal, command
from tools.desk.words import counted, state


@command(desk, "data-requests")
def data_requests(terminal: Terminal) -> None:
    """List requests about personal data that are not finished, with when they are due."""
    answer = terminal.look("data-requests")
    rows = [
        (
            r["request_id"] if r["kind"] == "correct" else r["request_id"][:8],
            r["kind"],
            coloured(r["state"]),
            terminal.when(r["asked_at"]),
            terminal.when(r["due_at"]),
            _wish(r),
        )
        for r in answer["requests"]
    ]
    columns = ("request!", "kind", "state", "asked!", "due!", "what")
    terminal.show(answer, table(counted(len(rows), "request"), columns, rows))


def _wish(request: Answer) -> str:
    """Return what is to be corrected, else who asks."""
    correction = request.get("correction")
    if not correction:
        return str(request["who"])
    address = correction["address"] or {}
    wish = correction["wish"] or ", ".join(line for line in address.values() if line)
    return f"{state(correction['what'])}: {wish}"


@command(desk, "accept-correction", changes=True)
@click.argument("correction_id")
@click.option("--answer", "word", default="", help="A word to the customer.")
def accept_correction(terminal: Terminal, correction_id: str, word: str) -> None:
    """Correct what a customer asked for, or note it where it is too late."""
    answer = terminal.act(
        f"Make the correction {correction_id}?",
        "accept-correction",
        correction_id=correction_id,
        answer=word,
    )
    terminal.done(answer, f"{correction_id} is {state(answer['outcome'])}; its customer is told.")


@command(desk, "decline-correction", changes=True)
@click.argument("correction_id")
@click.option("--answer", "why", required=True, help="Why; the customer is told.")
def decline_correction(terminal: Terminal, correction_id: str, why: str) -> None:
    """Tell a customer why something is not corrected."""
    answer = terminal.act(
        f"Decline {correction_id}: “{why}”?",
        "decline-correction",
        correction_id=correction_id,
        answer=why,
    )
    terminal.done(answer, f"{correction_id} is {state(answer['outcome'])}; its customer is told.")
