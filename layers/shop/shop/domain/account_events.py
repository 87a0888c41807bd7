"""The history of an account as its owner sees it: what happened, when and from where."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from shop.domain.instants import rfc3339
from shop.domain.retention import ACCOUNT_HISTORY
from shop.domain.sessions import Browser

type AccountEventType = Literal[
    "registered",
    "logged-in-new-device",
    "password-changed",
    "password-reset",
    "email-changed",
    "address-added",
    "address-changed",
    "address-removed",
    "session-ended",
    "other-sessions-ended",
    "remembered-login-stolen",
    "second-factor-on",
    "second-factor-off",
    "recovery-code-used",
    "erasure-asked",
]

# In words for the customer; a program is told the type.
SENTENCES: dict[AccountEventType, str] = {
    "registered": "Your account was made.",
    "logged-in-new-device": "A login from a device or network that was new to your account.",
    "password-changed": "Your password was changed.",
    "password-reset": "A new password was set with a link from a mail.",
    "email-changed": "Your e-mail address was changed.",
    "address-added": "An address was added.",
    "address-changed": "An address was changed.",
    "address-removed": "An address was removed.",
    "session-ended": "One login was ended.",
    "other-sessions-ended": "Every other login was ended.",
    "remembered-login-stolen": (
        "A remembered login was used twice, as if copied, and every login was ended."
    ),
    "second-factor-on": "Codes at login were turned on, and every other login was ended.",
    "second-factor-off": "Codes at login were turned off, and every other login was ended.",
    "recovery-code-used": "A recovery code was used in the place of a code.",
    "erasure-asked": "The erasure of your account was asked for.",
}


@dataclass(frozen=True, slots=True)
class AccountEvent:
    """Something that happened to an account; `browser` is where it was asked from, roughly."""

    customer_id: str
    event_id: str
    at: datetime
    type: AccountEventType
    browser: Browser

    @property
    def position(self) -> str:
        """Its place in the history: by time, then by its own id."""
        return f"{rfc3339(self.at)}#{self.event_id}"

    @property
    def expires_at(self) -> datetime:
        """Until when it is kept."""
        return self.at + ACCOUNT_HISTORY
