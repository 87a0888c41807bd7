"""The outbox (key: the mail's id; TTL: 90 days): each mail once, its address only until sent.

Of its contents an order's mail keeps what shows it again; every other one nothing.
A row goes waiting -> sending -> sent. Whoever sends it claims it first; a claim ends by itself, so
a mail whose sender broke off after handing it over is sent again: at least once, not at most once.
"""

import json
import os
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import cast

from pynamodb.attributes import UnicodeAttribute
from pynamodb.expressions.update import Action
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex
from pynamodb.transactions import TransactWrite

from shop.domain.mails import (
    CLAIM,
    STUCK_AFTER,
    Delivery,
    Mail,
    MailClaimed,
    MailState,
    SentMail,
    address_hash,
    order_number_of,
)
from shop.domain.retention import SENT_MAIL
from shop.storage.connection import ExpiryAttribute, InstantAttribute, Row, unless_taken
from shop.storage.mail_indexes import MailsByOrder, UnsentMails

# The one key of the index that holds what is not sent yet, and nothing else.
_UNSENT = "unsent"
# As many as one call reads as they are now.
_MOST_OF_AN_ORDER = 100


class MailsByRecipient(GlobalSecondaryIndex["MailRow"]):  # type: ignore[no-untyped-call]
    """The mails to an address by time; behind by a moment."""

    class Meta:
        index_name = "by_recipient"
        projection = AllProjection()

    to_hash = UnicodeAttribute(hash_key=True)
    created_at = InstantAttribute(range_key=True)


class MailRow(Row):
    """A mail; `to` is removed when there is nothing left to send, and most of `values`."""

    class Meta:
        table_name = os.environ["MAILS_TABLE"]

    mail_id = UnicodeAttribute(hash_key=True)
    by_order = MailsByOrder()
    by_unsent = UnsentMails()
    order_number = UnicodeAttribute(null=True)
    unsent = UnicodeAttribute(null=True)
    to = UnicodeAttribute(null=True)
    to_hash = UnicodeAttribute()
    template = UnicodeAttribute()
    values = UnicodeAttribute(null=True)
    state = UnicodeAttribute()
    created_at = InstantAttribute()
    claimed_until = InstantAttribute(null=True)
    sent_at = InstantAttribute(null=True)
    message_id = UnicodeAttribute(null=True)
    failure = UnicodeAttribute(null=True)
    delivery = UnicodeAttribute(null=True)
    delivery_at = InstantAttribute(null=True)
    expires_at = ExpiryAttribute()
    by_recipient = MailsByRecipient()


def insert(mail: Mail, now: datetime) -> bool:
    """Put a mail into the outbox; False if this mail was put there before."""
    row = _row(mail, now)
    return unless_taken(lambda: row.save(condition=MailRow.mail_id.does_not_exist()))


def insert_nothing(now: datetime) -> None:
    """Make the call that `insert` makes, and write nothing.

    For answers that must not tell whether a mail goes out, not by the time they take either.
    """
    row = _row(Mail("nothing", "", "nothing", {}), now)
    never = MailRow.mail_id.exists() & MailRow.mail_id.does_not_exist()
    unless_taken(lambda: row.save(condition=never))


def put_in(transaction: TransactWrite, mail: Mail, now: datetime) -> None:
    """Add a mail to a transaction, which is cancelled if this mail was put there before."""
    transaction.save(_row(mail, now), condition=MailRow.mail_id.does_not_exist())


def change_to_sending(mail_id: str, now: datetime) -> Mail | None:
    """Claim a mail for two minutes; None if nothing is left to send.

    `expires_at` is not looked at: it says how long a mail is kept, not how long it may be sent.

    Raises:
        MailClaimed: another claim has not ended yet.
    """
    row = MailRow(mail_id=mail_id)
    is_free = (MailRow.state == "waiting") | (
        (MailRow.state == "sending") & (MailRow.claimed_until <= now)
    )
    claim: list[Action] = [MailRow.state.set("sending"), MailRow.claimed_until.set(now + CLAIM)]
    if unless_taken(lambda: row.update(claim, condition=is_free)):
        return _mail(row)
    found = MailRow.find_row(mail_id)
    if found is not None and found.state == "sending":
        raise MailClaimed("another sender holds it")
    return None


def change_to_waiting(mail_id: str, claimed_at: datetime) -> None:
    """Give a claim back, if it is still the one made at `claimed_at`."""
    _leave_sending(
        mail_id,
        [MailRow.state.set("waiting"), MailRow.claimed_until.remove()],
        claimed_at=claimed_at,
    )


def change_to_sent(mail: Mail, message_id: str, now: datetime) -> None:
    """Note that a mail went out; remove its address, and of its contents what is not kept."""
    sent = [MailRow.sent_at.set(now), MailRow.message_id.set(message_id)]
    _leave_sending(mail.mail_id, [MailRow.state.set("sent"), *sent, *_scrubbed(mail)])


def change_to_failed(mail: Mail, failure: str) -> None:
    """Note that a mail can never be delivered; remove what `change_to_sent` removes."""
    failed = [MailRow.state.set("failed"), MailRow.failure.set(failure)]
    _leave_sending(mail.mail_id, [*failed, *_scrubbed(mail)])


def change_delivery(mail_id: str, delivery: Delivery, at: datetime) -> bool:
    """Note what the receiving side told of a mail; False if that, or worse, is known already."""
    row = MailRow(mail_id=mail_id)
    is_news = MailRow.delivery.does_not_exist()
    if delivery == "complained":
        is_news |= MailRow.delivery == "bounced"
    told: list[Action] = [MailRow.delivery.set(delivery), MailRow.delivery_at.set(at)]
    return unless_taken(lambda: row.update(told, condition=MailRow.mail_id.exists() & is_news))


def find(mail_id: str, now: datetime) -> SentMail | None:
    """Read what is known of a mail consistently; None if there is none, or not any more."""
    row = MailRow.find_row(mail_id)
    return _known(row) if row is not None and row.expires_at > now else None


def list_by_ids(mail_ids: Sequence[str], now: datetime) -> list[SentMail]:
    """Return what is known of up to a hundred mails, the oldest first."""
    rows = [row for row in MailRow.batch_get(list(mail_ids)) if row.expires_at > now]
    return [_known(row) for row in sorted(rows, key=lambda row: (row.created_at, row.mail_id))]


def list_by_order(number: str, now: datetime) -> list[SentMail]:
    """Return what is known of the latest hundred mails about an order, the oldest first."""
    found = MailRow.by_order.query(number, scan_index_forward=False, limit=_MOST_OF_AN_ORDER)
    mail_ids = [row.mail_id for row in found]
    return list_by_ids(mail_ids, now) if mail_ids else []


def list_stuck(now: datetime) -> Iterator[str]:
    """Return the ids of mails that should have gone long ago, the oldest first, as asked for."""
    for row in MailRow.by_unsent.query(_UNSENT, MailRow.created_at <= now - STUCK_AFTER):
        yield row.mail_id


def find_oldest_unsent() -> datetime | None:
    """Return since when the mail has waited that has waited longest; None if none waits."""
    rows = MailRow.by_unsent.query(_UNSENT, limit=1)
    return next((row.created_at for row in rows), None)


def _leave_sending(
    mail_id: str, actions: list[Action], *, claimed_at: datetime | None = None
) -> None:
    condition = MailRow.state == "sending"
    if claimed_at is not None:
        condition &= MailRow.claimed_until == claimed_at + CLAIM
    # Refused only where another sender took over after the claim ended: the row is theirs.
    unless_taken(lambda: MailRow(mail_id=mail_id).update(actions, condition=condition))


def _scrubbed(mail: Mail) -> list[Action]:
    kept = mail.kept_values
    return [
        MailRow.to.remove(),
        MailRow.claimed_until.remove(),
        MailRow.unsent.remove(),
        MailRow.values.set(_text(kept)) if kept else MailRow.values.remove(),
    ]


def _text(values: dict[str, str]) -> str:
    return json.dumps(values, ensure_ascii=False)


def _row(mail: Mail, now: datetime) -> MailRow:
    return MailRow(
        mail_id=mail.mail_id,
        to=mail.to,
        to_hash=address_hash(mail.to),
        template=mail.template,
        values=_text(mail.values),
        order_number=order_number_of(mail.mail_id),
        unsent=_UNSENT,
        state="waiting",
        created_at=now,
        expires_at=now + SENT_MAIL,
    )


def _mail(row: MailRow) -> Mail:
    values: dict[str, str] = json.loads(row.values)
    return Mail(row.mail_id, row.to, row.template, values)


def _known(row: MailRow) -> SentMail:
    # Of a mail that waits everything is there, keys included: nobody is shown more than is kept.
    whole = Mail(row.mail_id, "", row.template, json.loads(row.values) if row.values else {})
    return SentMail(
        mail_id=row.mail_id,
        template=row.template,
        state=cast("MailState", row.state),
        created_at=row.created_at,
        sent_at=row.sent_at,
        failure=row.failure,
        delivery=cast("Delivery | None", row.delivery),
        values=whole.kept_values,
    )
