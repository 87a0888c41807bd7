"""What the shop's own people keep with a conversation: notes, and who changed how it stands.

Its writer is shown none of it, but for whoever asks for everything that is held about them.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

type EntryKind = Literal["note", "open", "closed", "assigned"]

LONGEST_NOTE_CHARACTERS = 2000
# What an operator says for a colleague's ARN.
ME, NOBODY = "me", "nobody"


@dataclass(frozen=True, slots=True)
class Entry:
    """One note or change; `text` is the note, or the ARN of whom a conversation is assigned to."""

    entry_id: str
    kind: EntryKind
    at: datetime
    text: str
    actor: str
    request_id: str


def assignee(to: str, operator: str) -> str:
    """Return the ARN of whom a conversation is for: empty for nobody.

    `to` is "me", "nobody", an ARN, or the name of an IAM user of the operator's own account.
    """
    if to == ME:
        return operator
    if to == NOBODY:
        return ""
    if to.startswith("arn:"):
        return to
    partition, account_id = (operator.split(":") + [""] * 5)[1:5:3]
    return f"arn:{partition or 'aws'}:iam::{account_id}:user/{to}"
