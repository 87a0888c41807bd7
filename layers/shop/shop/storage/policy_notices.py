"""How far customers have been told of a change of a policy (key: policy and version)."""

import os
from datetime import datetime

from pynamodb.attributes import UnicodeAttribute
from pynamodb.expressions.update import Action

from shop.storage.connection import InstantAttribute, IntegerAttribute, Row, unless_taken


class PolicyNoticeRow(Row):
    """One change; everybody who registered before `reached_at` has been told."""

    class Meta:
        table_name = os.environ["POLICY_NOTICES_TABLE"]

    notice_id = UnicodeAttribute(hash_key=True)
    begun_at = InstantAttribute()
    reached_at = InstantAttribute()
    mails = IntegerAttribute()


def find_or_insert(notice_id: str, beginning: datetime, now: datetime) -> datetime:
    """Return up to which time of registration customers have been told; begin if nobody was."""
    row = PolicyNoticeRow.find_row(notice_id)
    if row is None:
        row = PolicyNoticeRow(notice_id=notice_id, begun_at=now, reached_at=beginning, mails=0)
        new = row
        unless_taken(lambda: new.save(condition=PolicyNoticeRow.notice_id.does_not_exist()))
    return row.reached_at


def change_reached(notice_id: str, before: datetime, reached_at: datetime, mails: int) -> bool:
    """Note how far it has got, and how many mails more; False if another run was quicker."""
    changes: list[Action] = [
        PolicyNoticeRow.reached_at.set(reached_at),
        PolicyNoticeRow.mails.add(mails),
    ]
    row = PolicyNoticeRow(notice_id=notice_id)
    return unless_taken(lambda: row.update(changes, condition=PolicyNoticeRow.reached_at == before))
