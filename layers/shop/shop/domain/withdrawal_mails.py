"""What is mailed about a withdrawal: its receipt, that somebody looks at it, and why not."""

from shop.domain.instants import date_in_words, in_words
from shop.domain.mails import Mail
from shop.domain.orders import Order, OrderEvent
from shop.domain.withdrawals import Declaration, Outcome, Withdrawal, period_ends_at

_WHOLE = "the whole order"
_WHY: dict[Outcome, str] = {
    "not_offered": "We offer this function for orders sent to other countries.",
    "closed": "The order was closed already.",
    "unclear": "We have to see which goods you mean.",
}


def receipt_mail(withdrawal: Withdrawal) -> Mail:
    """Return the receipt: content and time of the declaration, the same whatever comes of it."""
    declaration = withdrawal.declaration
    values = {
        "withdrawal_id": declaration.withdrawal_id,
        "declared_at": in_words(withdrawal.declared_at),
        "number": declaration.number,
        "name": declaration.name,
        "email": declaration.email,
        "goods": goods_in_words(declaration),
    }
    mail_id = f"withdrawal#{declaration.withdrawal_id}#receipt"
    return Mail(mail_id, declaration.email, "withdrawal-receipt", values)


def waiting_mail(
    withdrawal: Withdrawal, order: Order, events: tuple[OrderEvent, ...], link: str
) -> Mail:
    """Return the mail to an order's owner that somebody has to look at a withdrawal, and why."""
    why = _WHY.get(withdrawal.outcome) or _late(events)
    values = {"number": order.number, "why": why, "link": link}
    declaration = withdrawal.declaration
    mail_id = f"order#{order.number}#withdrawal-{declaration.withdrawal_id}#1"
    return Mail(mail_id, order.email, "withdrawal-waiting", _named(declaration) | values)


def declined_mail(withdrawal: Withdrawal) -> Mail:
    """Return the mail that says why a withdrawal has no effect, to whoever declared it."""
    declaration = withdrawal.declaration
    values = _named(declaration) | {"number": declaration.number, "answer": withdrawal.answer}
    mail_id = f"withdrawal#{declaration.withdrawal_id}#declined"
    return Mail(mail_id, declaration.email, "withdrawal-declined", values)


def goods_in_words(declaration: Declaration) -> str:
    """Say what a declaration is about: the whole order, some of its goods, or what was typed."""
    lines = [f"{line.quantity} × {line.name or line.sku}" for line in declaration.lines]
    return "\n".join([*lines, *([declaration.goods] if declaration.goods else [])]) or _WHOLE


def _named(declaration: Declaration) -> dict[str, str]:
    return {"withdrawal_id": declaration.withdrawal_id}


def _late(events: tuple[OrderEvent, ...]) -> str:
    left_at = max(event.at for event in events if event.type == "shipped")
    return f"The period to withdraw ended on {date_in_words(period_ends_at(left_at))}."
