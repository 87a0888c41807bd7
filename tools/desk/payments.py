"""Commands about money and papers: refunds, invoices, mails about an order."""

import click

from tools.desk.group import desk
from tools.desk.orders import number_argument
from tools.desk.tables import coloured, facts, letter, table
from tools.desk.terminal import Terminal, command
from tools.desk.words import counted, pounds

HOW = click.Choice(("cheque", "bank"))


def pence_of(_context: click.Context, _option: click.Parameter, told: str | None) -> int | None:
    """Return an amount in pence that was typed in pounds, such as `19.99`.

    Raises:
        click.BadParameter: it is none.
    """
    if told is None:
        return None
    pounds_part, _, pence_part = told.removeprefix("£").partition(".")
    digits = f"{pounds_part}{pence_part or '00'}"
    if len(pence_part) not in (0, 2) or not digits.isascii() or not digits.isdecimal():
        raise click.BadParameter("an amount is written in pounds, such as 19.99")
    return int(digits)


@command(desk, "refund", changes=True)
@number_argument
@click.option("--amount", callback=pence_of, help="Pounds, such as 19.99. [default: all of it]")
@click.option("--key", help="A name for it, to pay the same amount once more.")
@click.option("--how", type=HOW, help="If you have sent the money back yourself.")
@click.option("--reference", default="", help="What you sent it under.")
def refund(
    terminal: Terminal, number: str, amount: int | None, how: str | None, **more: str | None
) -> None:
    """Pay an order back: to the card, or note how it was sent back."""
    what = "all that was paid" if amount is None else pounds(amount)
    question = f"Pay back {what} for {number}{f' (sent by {how})' if how else ' to the card'}?"
    answer = terminal.act(question, "refund", number=number, amount_pence=amount, how=how, **more)
    paid = pounds(answer["amount_pence"])
    terminal.done(answer, f"{paid} for {answer['order']['number']} is paid back.")


@command(desk, "refunds")
@click.option("--limit", type=click.IntRange(1, 100), default=50, show_default=True)
def refunds(terminal: Terminal, limit: int) -> None:
    """List what is owed to customers, and refunds that are not finished."""
    answer = terminal.ask("refunds", limit=limit)
    owed = [
        (p["number"], p["provider"], pounds(p["amount_pence"]), pounds(p["due_pence"]))
        for p in answer["payments"]
    ]
    returned = [(r["return_id"], pounds(r["due_pence"])) for r in answer["returns"]]
    open_ones = [
        (r["number"], r["key"], pounds(r["amount_pence"]), terminal.when(r["asked_at"]))
        for r in answer["unfinished"]
    ]
    title = f"{pounds(answer['owed_pence'])} owed"
    terminal.show(
        answer,
        table(title, ("order!", "paid by", "+paid", "+owed"), owed),
        table("Owed for returns", ("return!", "+owed"), returned),
        table("Not finished", ("order!", "key", "+amount", "asked!"), open_ones),
    )


@command(desk, "parked-payments")
@click.option("--limit", type=click.IntRange(1, 500), default=50, show_default=True)
def parked_payments(terminal: Terminal, limit: int) -> None:
    """List what the payment provider told that names no payment of the shop's."""
    answer = terminal.ask("parked-payments", limit=limit)
    rows = [
        (
            terminal.when(p["at"]),
            p["provider"],
            p["type"],
            p["event_id"],
            p["reference"],
            "" if p["amount_pence"] is None else pounds(p["amount_pence"]),
        )
        for p in answer["parked"]
    ]
    columns = ("told!", "by", "what!", "event!", "reference!", "+amount")
    terminal.show(answer, table(counted(len(rows), "message"), columns, rows))


@command(desk, "invoice", changes=True)
@number_argument
def invoice(terminal: Terminal, number: str) -> None:
    """Issue the documents that an order is to have and has not."""
    answer = terminal.act(f"Issue what {number} lacks?", "invoice", number=number)
    rows = [(d["number"], pounds(d["total_pence"])) for d in answer["documents"]]
    sentence = "Issued." if answer["outcome"] == "issued" else "Nothing was due."
    terminal.done(answer, sentence, table("Documents", ("number!", "+total"), rows))


@command(desk, "invoices")
@click.argument("series")
@click.option("--after", type=click.IntRange(0, 999_999), default=0, help="From which position on.")
@click.option("--limit", type=click.IntRange(1, 1000), default=100, show_default=True)
def invoices(terminal: Terminal, series: str, after: int, limit: int) -> None:
    """List what was issued in a SERIES, such as INV-2026 or CRN-2026."""
    answer = terminal.ask("invoices", series=series, after=after, limit=limit)
    rows = [(d["number"], d["order_number"]) for d in answer["documents"]]
    title = f"{series}: {counted(answer['issued'], 'document')} in all"
    terminal.show(answer, table(title, ("number!", "order!"), rows))


@command(desk, "mail")
@number_argument
@click.argument("mail")
def mail(terminal: Terminal, number: str, mail: str) -> None:
    """Show what a mail about an order said; its name is in `desk order`, such as shipped.1."""
    answer = terminal.look("mail", number=number, mail=mail)
    shown = [("state", coloured(answer["state"])), ("sent", terminal.when(answer["sent_at"]))]
    text = answer["text"] or "What it said was not kept."
    terminal.show(answer, facts(mail, shown), letter(answer["subject"], text))


@command(desk, "resend", changes=True)
@number_argument
@click.argument("mail")
def resend(terminal: Terminal, number: str, mail: str) -> None:
    """Send a mail about an order once more."""
    question = f"Send {mail} of {number} once more?"
    answer = terminal.act(question, "resend", number=number, mail=mail)
    sentence = "It is on its way." if answer["outcome"] == "queued" else "It was sent again before."
    terminal.done(answer, sentence)
