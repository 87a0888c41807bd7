"""Commands about what customers write."""

import secrets

import click
from rich.console import RenderableType

from tools.desk.asking import Answer
from tools.desk.group import desk
from tools.desk.tables import coloured, facts, letter, table
from tools.desk.terminal import Terminal, command
from tools.desk.words import clean, counted, one_line, who

_STATES = ("new", "quarantined", "open", "answered", "closed")
_MARK = "# Lines that begin with # are left out; nothing else written sends nothing."
_KEY_BYTES = 8


@command(desk, "messages")
@click.option("--state", "of", type=click.Choice(_STATES), help="Those that wait, if not given.")
@click.option("--mine", is_flag=True, help="Only those assigned to me.")
@click.option("--limit", type=click.IntRange(1, 100), default=50, show_default=True)
def messages(terminal: Terminal, of: str | None, limit: int, *, mine: bool) -> None:
    """List conversations, the one that waits longest first, and apart the suspicious ones."""
    answer = terminal.look("messages", state=of, limit=limit, mine=mine or None)
    shown = [_listed(terminal, counted(len(answer["messages"]), "message"), answer["messages"])]
    if answer.get("quarantined"):
        shown.append(_listed(terminal, "Suspicious", answer["quarantined"]))
    terminal.show(answer, *shown)


def _listed(terminal: Terminal, title: str, tickets: list[Answer]) -> RenderableType:
    rows = [
        (
            t["ticket"],
            coloured(t["state"]),
            terminal.when(t["opened_at"]),
            t["topic"],
            who(t["assigned_to"]),
            t["begins"],
        )
        for t in tickets
    ]
    return table(title, ("ticket!", "state", "opened!", "topic", "with", "begins"), rows)


@command(desk, "message")
@click.argument("ticket")
@click.option("--reason", help="Why; it is logged. [default: to answer the message]")
def message(terminal: Terminal, ticket: str, reason: str | None) -> None:
    """Show a conversation, the story of its order, and what went wrong for its writer."""
    answer = terminal.look("message", ticket=ticket, reason=reason)
    told = answer["order"] or {}
    shown = [
        ("state", coloured(answer["state"])),
        ("from", f"{answer['name']} <{answer['email']}>"),
        ("topic", answer["topic"]),
        ("suspicious", ", ".join(answer["suspicions"])),
        ("order", f"{told['number']}, {told['status']}" if told else answer["order_number"]),
        ("beware", "" if told.get("is_writers", True) else "the order is of another address"),
        ("with", who(answer["assigned_to"])),
        ("kept until", terminal.when(answer["expires_at"])),
    ]
    errors = [
        (terminal.when(e["at"]), f"{e['method']} {e['path']}", e["status"], e["request_id"])
        for e in answer["errors"]
    ]
    kept = [
        (terminal.when(e["at"]), who(e["actor"]), _kept(e["kind"], e["text"]))
        for e in answer["history"]
    ]
    canned = [(c["name"], c["title"]) for c in answer["canned"]]
    terminal.show(
        answer,
        facts(f"Message {answer['ticket']}", shown),
        *(_said(terminal, said) for said in answer["messages"]),
        table("Kept for colleagues only", ("when!", "who", "what"), kept),
        table("What went wrong for them", ("when!", "request", "status", "request id"), errors),
        table("Ready answers (reply --canned)", ("name!", "title"), canned),
    )


def _kept(kind: str, text: str) -> str:
    told = {"note": text, "assigned": f"to be {who(text)}'s" if text else "to be nobody's"}
    return told.get(kind, f"said to be {kind}")


def _said(terminal: Terminal, said: Answer) -> RenderableType:
    return letter(f"{said['author']}, {terminal.when(said['at'])}", said["message"])


@command(desk, "reply", changes=True)
@click.argument("ticket")
@click.option("--message", "-m", "text", help="What to answer. [default: opens $EDITOR]")
@click.option("--canned", help="The name of a ready answer; `desk message` lists them.")
@click.option("--key", help="A name for this answer, to send the same again safely.")
def reply(
    terminal: Terminal, ticket: str, text: str | None, canned: str | None, key: str | None
) -> None:
    """Answer a conversation; its writer is mailed that there is an answer."""
    if text is not None and canned is not None:
        raise click.UsageError("Give either --message or --canned.")
    if text is None and canned is None:
        text = _written(terminal, ticket)
    key = key or secrets.token_hex(_KEY_BYTES)
    click.echo(f"Sent under the key {key}: should no answer come, add --key {key}.", err=True)
    question = f"Answer {ticket} {f'with {canned}' if canned else f'“{_beginning(text or "")}”'}?"
    answer = terminal.act(question, "reply", ticket=ticket, key=key, message=text, canned=canned)
    told = "was answered before" if answer["outcome"] == "sent before" else "is answered"
    terminal.done(answer, f"{answer['message']['ticket']} {told}; its writer is told.")


def _beginning(text: str) -> str:
    told = one_line(text)
    return told if len(told) <= 40 else f"{told[:39]}…"  # noqa: PLR2004 - fits one line


def _written(terminal: Terminal, ticket: str) -> str:
    """Return what is written in the editor, under the conversation as a reminder."""
    told = terminal.look("message", ticket=ticket)
    said = "\n".join(
        f"# {line}"
        for each in told["messages"]
        for line in [
            f"{each['author']}, {terminal.when(each['at'])}:",
            *clean(each["message"]).split("\n"),
        ]
    )
    edited = click.edit(f"\n{_MARK}\n{said}\n") or ""
    text = "\n".join(line for line in edited.splitlines() if not line.startswith("#")).strip()
    if not text:
        raise click.UsageError("Nothing was written, so nothing was sent.")
    return text


@command(desk, "message-state", changes=True)
@click.argument("ticket")
@click.argument("state", type=click.Choice(("open", "closed")))
def message_state(terminal: Terminal, ticket: str, state: str) -> None:
    """Say that a conversation is open or closed; open also lets a suspicious one out."""
    question = f"Is {ticket} {state}?"
    answer = terminal.act(question, "message-state", ticket=ticket, state=state)
    terminal.done(answer, f"{answer['ticket']} is {answer['outcome']}.")


@command(desk, "note", changes=True)
@click.argument("ticket")
@click.option("--note", "-m", "text", required=True, help="What colleagues are to know.")
@click.option("--key", help="A name for this note, to send the same again safely.")
def note(terminal: Terminal, ticket: str, text: str, key: str | None) -> None:
    """Keep a note with a conversation; its writer sees it only among all data held about them."""
    key = key or secrets.token_hex(_KEY_BYTES)
    question = f"Note at {ticket}: “{_beginning(text)}”?"
    answer = terminal.act(question, "note", ticket=ticket, key=key, note=text)
    terminal.done(answer, f"The note at {answer['ticket']} is {answer['outcome']}.")


@command(desk, "assign", changes=True)
@click.argument("ticket")
@click.option("--to", default="me", show_default=True, help="me, nobody, a user name or an ARN.")
def assign(terminal: Terminal, ticket: str, to: str) -> None:
    """Say whose a conversation is."""
    answer = terminal.act(f"Is {ticket} to be for {to}?", "assign", ticket=ticket, to=to)
    terminal.done(answer, f"{answer['ticket']} is {who(answer['assigned_to']) or 'nobody'}'s.")
