"""What people asked to be told (key: their e-mail address); a row is removed with its last yes."""

import os
from collections.abc import Callable
from datetime import datetime

import msgspec
from pynamodb.attributes import BooleanAttribute, ListAttribute, UnicodeAttribute
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action
from pynamodb.transactions import TransactWrite

from shop.domain.communications import (
    NONE_CHOSEN,
    Answer,
    CommunicationChoices,
    Source,
    answered,
    joined,
)
from shop.storage.connection import InstantAttribute, Row, unless_taken


class CommunicationRow(Row):
    """The choices of one address that was proven to be theirs."""

    class Meta:
        table_name = os.environ["COMMUNICATIONS_TABLE"]

    email = UnicodeAttribute(hash_key=True)
    newsletter = BooleanAttribute()
    offers = BooleanAttribute()
    order_updates_by_post = BooleanAttribute()
    changed_at = InstantAttribute()
    # Each a JSON text, the oldest first; only ever added to.
    answers = ListAttribute(of=UnicodeAttribute, null=True)


def find(email: str) -> CommunicationChoices:
    """Read the choices of an address consistently; all no, if it has made none."""
    return _choices(CommunicationRow.find_row(email))


def find_with_answers(email: str) -> tuple[CommunicationChoices, list[Answer]]:
    """As `find`, with what led there, the oldest first; gone with the last thing wanted."""
    row = CommunicationRow.find_row(email)
    return _choices(row), [msgspec.json.decode(text, type=Answer) for text in _answers(row)]


def change_choices(
    email: str, choices: CommunicationChoices, now: datetime, source: Source = "page"
) -> None:
    """Replace the choices of an address, unless it has chosen again since `now`.

    Every answer is added to those before; they go with the row, when nothing is wanted any more.
    """
    row = CommunicationRow(email=email)
    is_newest = CommunicationRow.email.does_not_exist() | (CommunicationRow.changed_at <= now)
    if choices == NONE_CHOSEN:
        unless_taken(lambda: row.delete(condition=is_newest))
        return
    changes: list[Action] = [
        CommunicationRow.newsletter.set(choices.newsletter),
        CommunicationRow.offers.set(choices.offers),
        CommunicationRow.order_updates_by_post.set(choices.order_updates_by_post),
        CommunicationRow.changed_at.set(now),
        CommunicationRow.answers.set(
            (CommunicationRow.answers | []).append([_text(answered(choices, source, now))])
        ),
    ]
    unless_taken(lambda: row.update(changes, condition=is_newest))


def move(email: str, new_email: str, now: datetime) -> Callable[[TransactWrite], None]:
    """Return what adds to a transaction that a person's choices go along to a new address.

    It cancels the transaction if the choices of either address have changed since this call.
    """
    old, there = CommunicationRow.find_row(email), CommunicationRow.find_row(new_email)
    choices = joined(_choices(old), _choices(there))

    def fill(transaction: TransactWrite) -> None:
        transaction.delete(CommunicationRow(email=email), condition=_is_still(old))
        if old is not None:
            row = _row(new_email, choices, _answers(there) + _answers(old), now)
            transaction.save(row, condition=_is_still(there))

    return fill


def _is_still(row: CommunicationRow | None) -> Condition:
    if row is None:
        return CommunicationRow.email.does_not_exist()
    # The instant alone is not enough: it has whole seconds.
    condition: Condition = (
        (CommunicationRow.changed_at == row.changed_at)
        & (CommunicationRow.newsletter == row.newsletter)
        & (CommunicationRow.offers == row.offers)
        & (CommunicationRow.order_updates_by_post == row.order_updates_by_post)
    )
    return condition


def _answers(row: CommunicationRow | None) -> list[str]:
    return [] if row is None else [str(answer) for answer in row.answers or []]


def _text(answer: Answer) -> str:
    return msgspec.json.encode(answer).decode()


def _row(
    email: str, choices: CommunicationChoices, answers: list[str], now: datetime
) -> CommunicationRow:
    return CommunicationRow(
        email=email,
        newsletter=choices.newsletter,
        offers=choices.offers,
        order_updates_by_post=choices.order_updates_by_post,
        changed_at=now,
        answers=answers or None,
    )


def _choices(row: CommunicationRow | None) -> CommunicationChoices:
    if row is None:
        return NONE_CHOSEN
    return CommunicationChoices(row.newsletter, row.offers, row.order_updates_by_post)
