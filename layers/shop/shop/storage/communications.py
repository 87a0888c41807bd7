"""What people asked to be told (key: their e-mail address); a row is removed with its last yes."""

import os
from collections.abc import Callable
from datetime import datetime

from pynamodb.attributes import BooleanAttribute, UnicodeAttribute
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action
from pynamodb.transactions import TransactWrite

from shop.domain.communications import NONE_CHOSEN, CommunicationChoices, joined
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


def find(email: str) -> CommunicationChoices:
    """Read the choices of an address consistently; all no, if it has made none."""
    return _choices(CommunicationRow.find_row(email))


def change_choices(email: str, choices: CommunicationChoices, now: datetime) -> None:
    """Replace the choices of an address, unless it has chosen again since `now`."""
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
            transaction.save(_row(new_email, choices, now), condition=_is_still(there))

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


def _row(email: str, choices: CommunicationChoices, now: datetime) -> CommunicationRow:
    return CommunicationRow(
        email=email,
        newsletter=choices.newsletter,
        offers=choices.offers,
        order_updates_by_post=choices.order_updates_by_post,
        changed_at=now,
    )


def _choices(row: CommunicationRow | None) -> CommunicationChoices:
    if row is None:
        return NONE_CHOSEN
    return CommunicationChoices(row.newsletter, row.offers, row.order_updates_by_post)
