"""The visits of one person: as customer, by their orders, and by the sessions of either."""

from collections.abc import Iterable

from shop.domain.data_requests import Subject
from shop.domain.visits import address_subject, order_subject, session_subject
from shop.storage import batches
from shop.storage.visits import VisitRow


def find_visits(subject: Subject) -> list[VisitRow]:
    """Return every record of the visits that lead to a person.

    Each visit is kept under up to three subjects; records under the address alone are found by
    the key that they share with the others.
    """
    found = _keyed([*_of_customer(subject), *_of_orders(subject)])
    sessions = sorted({row.session for row in found.values() if row.session})
    found |= _keyed(row for s in sessions for row in VisitRow.query(session_subject(s)))
    missing = [key for row in found.values() if (key := _by_address(row)) not in found]
    found |= _keyed(VisitRow.batch_get([key for key in missing if key[0]]))
    return list(found.values())


def remove_visits(subject: Subject) -> int:
    """Delete those visits and return how many records they were.

    First what is found through others, so that breaking off leaves nothing that is not found.
    """
    rows = find_visits(subject)
    for kind in ("address#", "session#", "order#"):
        batches.delete_all(row for row in rows if row.subject.startswith(kind))
    return len(rows)


def _of_customer(subject: Subject) -> Iterable[VisitRow]:
    return VisitRow.by_customer.query(subject.customer_id) if subject.customer_id else ()


def _of_orders(subject: Subject) -> Iterable[VisitRow]:
    return [row for n in subject.numbers for row in VisitRow.query(order_subject(n))]


def _keyed(rows: Iterable[VisitRow]) -> dict[tuple[str, str], VisitRow]:
    return {(row.subject, row.visit): row for row in rows}


def _by_address(row: VisitRow) -> tuple[str, str]:
    return address_subject(row.ip) or "", row.visit
