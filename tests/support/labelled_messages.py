"""Two hundred messages to the shop, written for the tests and labelled by hand, sent as such are.

How one is sent: a `person` types into the form, a `hasty` one pastes and sends at once, an
`overnight` one leaves the form open for a day; a `bot` fills in every field, a `fast` one sends at
once, a `direct` one never asks for the form; the rest type like a person, but in their `name`
field, as a `repeat` of the same text, with bait by `hand`, or so that nothing gives them away
(`missed`).
"""

import json
import re
from dataclasses import dataclass
from datetime import timedelta

from tests.support.gateway import NOW, Client
from tests.support.tables import Tables
from tests.support.template import ROOT

_SECONDS = {"hasty": 2, "fast": 1, "overnight": 25 * 3600}
_USUAL_SECONDS = 45


@dataclass(frozen=True)
class Labelled:
    """A message with what it is and how it is sent."""

    is_spam: bool
    how: str
    message: str


@dataclass(frozen=True)
class Measured:
    """How many messages were set apart, rightly or not, and how many were not."""

    caught: int
    missed: int
    wronged: int
    passed: int

    @property
    def precision(self) -> float:
        """The share of spam among what was set apart."""
        return self.caught / (self.caught + self.wronged)

    @property
    def recall(self) -> float:
        """The share of spam that was set apart."""
        return self.caught / (self.caught + self.missed)


def labelled_messages() -> list[Labelled]:
    """Return the examples in the order in which they are sent."""
    text = (ROOT / "tests/support/labelled_messages.json").read_text(encoding="utf-8")
    return [Labelled(**example) for example in json.loads(text)]


def measured(tables: Tables) -> Measured:
    """Send all of them through the form and tell what became of them."""
    examples = labelled_messages()
    tickets = [_sent(example, number) for number, example in enumerate(examples)]
    states = {r["ticket"]: r["state"] for r in tables.items("TicketsTable")}
    apart = [states[ticket] == "quarantined" for ticket in tickets]
    pairs = list(zip((example.is_spam for example in examples), apart, strict=True))
    return Measured(
        caught=pairs.count((True, True)),
        missed=pairs.count((True, False)),
        wronged=pairs.count((False, True)),
        passed=pairs.count((False, False)),
    )


def _sent(example: Labelled, number: int) -> str:
    # Of another network each, as the limits would have it.
    client = Client(page=True, address=f"2001:db8:{number:x}::1")
    client.now = NOW + timedelta(seconds=number)
    (shown,) = re.findall(r'name="shown" value="([^"]+)"', client.get("/contact").text)
    client.now += timedelta(seconds=_SECONDS.get(example.how, _USUAL_SECONDS))
    form = {
        "name": "https://spam.example.com" if example.how == "name" else "Casey Writer",
        "email": f"writer{number}@example.com",
        "topic": "other",
        "message": example.message,
        "website": "https://bot.example.com" if example.how == "bot" else "",
        "shown": "" if example.how == "direct" else shown,
    }
    answer = client.post("/contact", form)
    return answer.headers["location"].partition("?")[0].rpartition("/")[2]
