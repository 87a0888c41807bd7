"""What people asked to be told (key: their e-mail address); a row is removed with its last yes."""

import os
from datetime import datetime

from pynamodb.attributes import BooleanAttribute, UnicodeAttribute
from pynamodb.expressions.update import Action

from shop.domain.communications import NONE_CHOSEN, CommunicationChoices
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
    row = CommunicationRow.find_row(email)
    if row is None:
        return NONE_CHOSEN
    return CommunicationChoices(row.newsletter, row.offers, row.order_updates_by_post)


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
