"""What is held about somebody as pages: all of it where it is little, else a part of each list."""

from collections import Counter
from typing import Any

import msgspec

from shop.domain.data_requests import PROOF_LINK, Subject
from shop.domain.errors import NotFound
from shop.domain.instants import from_rfc3339, rfc3339
from shop.domain.personal_data_tables import TABLES
from shop.gateways.signatures import make_token, read_token
from shop.storage.personal_records import FINDERS, Record, list_records, list_records_of
from shop.web.portions import Portion, fitting, portion
from shop.web.replies import Reply
from shop.web.requests import Request
from shop.web.rights.data_requests import guest_subject
from shop.web.rights.views import EXPLANATION, DataPart, data_file, section_name

_PAGES = "data-pages"
# How many records and bytes of them: all on one page where they fit, as with most people.
_TOGETHER = (30, 14_000)
_OF_EACH = (3, 900)
# A record is as tall as a screen.
_MOST_ON_A_PAGE = 25
# When a record came to be, by the first of these that it has.
_TIMES = (
    *("at", "placed_at", "created_at", "issued_at", "declared_at", "asked_at", "made_at"),
    *("confirmed_at", "changed_at", "starts_at", "expires_at"),
)


class SectionPart(msgspec.Struct, kw_only=True):
    """A part of the records of one kind, the newest first, and what they are kept for."""

    name: str
    title: str
    purpose: str
    part: Portion[Record]


class DataPage(msgspec.Struct, kw_only=True):
    """A page of what is held about somebody; `section` is the only list on it, or empty."""

    made_at: str
    email: str
    explanation: str
    section: str
    sections: list[SectionPart]


def data_reply(request: Request, subject: Subject, asked: DataPart, token: str = "") -> Reply:
    """Answer with all of it as a file for programs and who asks for one, else with a page.

    `token` is what the pages of somebody without an account carry.

    Raises:
        InvalidRequest: the cursor is not of this list.
        NotFound: there is no list of this name.
    """
    if asked.format == "json" or not request.wants_page:
        return data_file(subject)
    sections = [_of_section(subject, asked)] if asked.section else _overview(subject)
    page = DataPage(
        made_at=rfc3339(subject.until),
        email=subject.email,
        explanation=EXPLANATION,
        section=asked.section,
        sections=sections,
    )
    return Reply(data=page, page="data.html", context={"token": token})


def make_pages_token(subject: Subject) -> str:
    """Return what lets somebody without an account read on from the page that a link led to.

    The link is used up by then. This is on the page alone, in no address and no mail, and ends as
    the link would have.
    """
    return make_token(_PAGES, f"{rfc3339(subject.until)} {subject.email}")


def reading_subject(request: Request, token: str) -> Subject | None:
    """Return whose pages are being read on; None if the token is none of those."""
    begun_at, _, email = (read_token(_PAGES, token) or "").partition(" ")
    if not email or request.now >= from_rfc3339(begun_at) + PROOF_LINK:
        return None
    return guest_subject(email, request)


def _overview(subject: Subject) -> list[SectionPart]:
    found = {name: records for name, records in list_records(subject).items() if records}
    everything = [record for records in found.values() for record in records]
    most, room_bytes = _TOGETHER
    fits = len(everything) <= most and len(fitting(everything, room_bytes)) == len(everything)
    most, room_bytes = _TOGETHER if fits else _OF_EACH
    return [beginning(name, records, most, room_bytes) for name, records in found.items()]


def beginning(name: str, records: list[Record], most: int, room_bytes: int) -> SectionPart:
    """Return the newest records of a list, as many as there is room for, without a way on."""
    newest = [record for _, record in in_time(records)]
    part = Portion(fitting(newest[:most], room_bytes), 1, len(records), "")
    return _section(name, part)


def _of_section(subject: Subject, asked: DataPart) -> SectionPart:
    names = [name for name in FINDERS if section_name(name) == asked.section]
    if not names:
        raise NotFound("We keep nothing of this kind.")
    records = in_time(list_records_of(names[0], subject))
    list_name = f"data\n{asked.section}\n{subject.customer_id}\n{subject.email}"
    return _section(
        names[0], portion(list_name, records, cursor=asked.cursor, most=_MOST_ON_A_PAGE)
    )


def _section(name: str, part: Portion[Record]) -> SectionPart:
    table = TABLES[name]
    return SectionPart(name=section_name(name), title=table.title, purpose=table.purpose, part=part)


def in_time(records: list[Record]) -> list[tuple[str, Record]]:
    """Return records with a place each, the newest first; what has no time comes last."""
    times = [next((str(r[name]) for name in _TIMES if name in r), "") for r in records]
    seen: Counter[str] = Counter()
    placed = []
    for time, record in zip(times, records, strict=True):
        seen[time] += 1
        placed.append((f"{time} {seen[time]:06}", record))
    return sorted(placed, key=_place, reverse=True)


def _place(placed: tuple[str, Any]) -> str:
    return placed[0]
