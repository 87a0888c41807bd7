"""What the shop holds about somebody, and what an erasure would leave, as answers show them."""

from collections.abc import Iterable
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from shop.domain.data_requests import UNDO, DataRequest, LinkedKind, Subject
from shop.domain.instants import rfc3339
from shop.domain.periods import period_text
from shop.domain.personal_data import Fate, Table
from shop.domain.personal_data_tables import TABLES
from shop.storage.personal_records import FINDERS, Record, list_records
from shop.web.replies import Reply

_DOWNLOAD = {"Content-Disposition": 'attachment; filename="my-data.json"'}
EXPLANATION = (
    "This is what the shop's tables hold about you at this moment. Not in it: passwords and keys,"
    " which we do not show to anybody; requests of the last minute, which are not in the log yet;"
    " answers about cookies and counts of visitors, which do not say whose they are; and back-ups,"
    " which hold the same for a while. The privacy policy says what each thing is for and how long"
    " it is kept."
)

# Where the attribute's own name says too little.
_WORDS = {
    "answer": "our answers",
    "content": "your name and address on them",
    "correction": "what you asked to correct",
    "customer_id": "your account",
    "customer_mark": "your account, scrambled",
    "detail": "our notes of what happened",
    "email": "your e-mail address",
    "email_hash": "your e-mail address",
    "email_mark": "your e-mail address, scrambled",
    "filed_under": "number",
    "goods": "the goods in your words",
    "part": "number",
    "actor": "who acted",
    "reason": "your reasons",
    "redeemers": "for whom a use was counted",
    "request_id": "the request's number",
    "redirect_url": "the link to pay",
    "ticket": "your messages",
}


class DataPart(msgspec.Struct, kw_only=True):
    """`?format=json` downloads all of it where a browser would show a page.

    Of the pages, `section` is the one list that is wanted, and `cursor` where it goes on.
    """

    format: Literal["", "json"] = ""
    section: Annotated[str, Meta(max_length=40)] = ""
    cursor: Annotated[str, Meta(max_length=1024)] = ""


class EraseForm(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """The password of the account that is to be erased."""

    password: Annotated[str, Meta(min_length=1, max_length=1024)]


class DataRequestForm(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Whose data, and what is to be done with it."""

    email: Annotated[str, Meta(min_length=1, max_length=320)]
    kind: LinkedKind


class ProofForm(DataPart, kw_only=True, forbid_unknown_fields=True):
    """The token of a mailed link, or of a page it led to, and what is to be shown."""

    token: Annotated[str, Meta(max_length=1024)]


class SentQuery(msgspec.Struct, kw_only=True):
    """Whether the form was sent just now."""

    sent: Annotated[str, Meta(max_length=10)] = ""


class DataSection(msgspec.Struct, kw_only=True):
    """The records of one kind, and what they are kept for."""

    name: str
    title: str
    purpose: str
    records: list[Record]


class DataShown(msgspec.Struct, kw_only=True):
    """Everything held about somebody."""

    made_at: str
    email: str
    explanation: str
    sections: list[DataSection]


class Going(msgspec.Struct, kw_only=True):
    """Something that an erasure deletes."""

    title: str
    purpose: str


class Emptying(msgspec.Struct, kw_only=True):
    """Something that stays without what tells of a person, and what that is, in words."""

    title: str
    fields: list[str]


class Staying(msgspec.Struct, kw_only=True):
    """Something that stays, what of it in words, and why."""

    title: str
    fields: list[str]
    reason: str


class ErasurePreview(msgspec.Struct, kw_only=True):
    """What an erasure would do; `open_orders` keep what they need until they are closed."""

    goes: list[Going]
    emptied: list[Emptying]
    stays: list[Staying]
    open_orders: list[str]
    undo_for: str


class ErasureStatus(msgspec.Struct, kw_only=True):
    """How an erasure stands."""

    status: Literal["waiting", "undone", "check-your-email"]
    erased_at: str | None = None


class RequestStatus(msgspec.Struct, kw_only=True):
    """How far a request has got."""

    status: Literal["check-your-email", "to-be-confirmed", "not-asked-yet"]
    kind: LinkedKind | None = None


CHECK_YOUR_EMAIL = ErasureStatus(status="check-your-email")
UNDONE = ErasureStatus(status="undone")
NOT_ASKED = RequestStatus(status="not-asked-yet")
ASKED = RequestStatus(status="check-your-email")


def to_be_confirmed(kind: LinkedKind | None) -> RequestStatus:
    """Describe what a mailed link asks for; nothing any more if it is used or too old."""
    return RequestStatus(status="to-be-confirmed" if kind else "not-asked-yet", kind=kind)


def data_shown(subject: Subject) -> DataShown:
    """Describe everything that leads to a subject."""
    records = list_records(subject)
    sections = [_section(TABLES[name], records[name]) for name in FINDERS if records[name]]
    return DataShown(
        made_at=rfc3339(subject.until),
        email=subject.email,
        explanation=EXPLANATION,
        sections=sections,
    )


def _section(table: Table, records: list[Record]) -> DataSection:
    name = section_name(table.name)
    return DataSection(name=name, title=table.title, purpose=table.purpose, records=records)


def section_name(table: str) -> str:
    """Return what a table's list is called in answers."""
    return table.removesuffix("Table")


def data_file(subject: Subject) -> Reply:
    """Answer with everything that leads to a subject, to be kept as a file."""
    body = msgspec.json.format(msgspec.json.encode(data_shown(subject))).decode()
    return Reply(media=("application/json", body), headers=dict(_DOWNLOAD))


def preview(open_orders: Iterable[str]) -> ErasurePreview:
    """Describe what an erasure does, from the declaration that it works by."""
    found = [TABLES[name] for name in FINDERS]
    scrubbed = [table for table in found if table.scrubbed()]
    return ErasurePreview(
        goes=[Going(title=t.title, purpose=t.purpose) for t in found if t.goes],
        emptied=[Emptying(title=t.title, fields=_in_words(t.scrubbed())) for t in scrubbed],
        stays=[staying for table in scrubbed for staying in _staying(table)],
        open_orders=list(open_orders),
        undo_for=period_text(UNDO),
    )


def _staying(table: Table) -> list[Staying]:
    reasons: dict[str, list[str]] = {}
    for name, attribute in table.attributes.items():
        if attribute.rule is not None and attribute.rule.fate is Fate.KEPT:
            reasons.setdefault(attribute.rule.reason, []).append(name)
    return [Staying(title=table.title, fields=_in_words(n), reason=r) for r, n in reasons.items()]


def _in_words(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(_WORDS.get(name, name.replace("_", " ")) for name in names))


def waiting_shown(request: DataRequest) -> ErasureStatus:
    """Describe an erasure that waits for its hour."""
    run_at = None if request.run_at is None else rfc3339(request.run_at)
    return ErasureStatus(status="waiting", erased_at=run_at)
