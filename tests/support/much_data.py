"""A customer of whom more is kept than anybody would look through: the shop's longest pages."""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta

import msgspec

from shop.domain.account_events import AccountEvent
from shop.domain.address_book import SavedAddress
from shop.domain.addresses import Address
from shop.domain.communications import Answer, CommunicationChoices
from shop.domain.corrections import Correction
from shop.domain.display import Preferences
from shop.domain.mails import address_hash
from shop.domain.order_sums import OrderLine, sums_of
from shop.domain.orders import Order
from shop.domain.reference_numbers import make_reference
from shop.domain.sessions import Browser
from shop.domain.visits import records_of
from shop.gateways.ticket_links import ticket_key, ticket_path
from shop.storage import account_events, visits
from shop.storage.batches import put_all
from shop.storage.communications import CommunicationRow
from shop.storage.mails import MailRow
from shop.storage.orders import OrderRow, row_of
from shop.storage.sessions import SessionRow
from shop.storage.tickets import TicketRow
from tests.support.accounts import EMAIL, add_customer
from tests.support.gateway import NOW
from tests.support.orders import an_order
from tests.support.visits import make_visit

CUSTOMER = "id-of-customer"
ORDERS, VISITS, MESSAGES, EVENTS, SESSIONS, MAILS = 5, 60, 9, 40, 100, 95
RETURNS, CORRECTIONS, ANSWERS = 7, 9, 120
TICKET = make_reference("TK", 1)
# The order that everything happened to.
LONG_ORDER = make_reference("CT", 1)
_chance = random.Random(20261123)  # noqa: S311 - test data, the same each time
_LETTERS = "abcdefghijklmnopqrstuvwxyz      "


def words(length: int) -> str:
    """Return text that compresses worse than any language."""
    return "".join(_chance.choices(_LETTERS, k=length))


def _characters(length: int) -> str:
    """Return text in as many characters of three bytes each as a language needs."""
    return "".join(chr(_chance.randrange(0x4E00, 0x4E00 + 3_000)) for _ in range(length))


def an_address() -> Address:
    """Return an address with as much in it as there may be."""
    parts = {name: words(90) for name in ("name", "line1", "line2", "city", "region")}
    return Address(**parts, postal_code="EX1 2MP", country="GB")


def add_much() -> str:
    """Keep everything, and return the path of the longest conversation."""
    add_customer(
        addresses=tuple(SavedAddress(f"address-{n}", an_address()) for n in range(20)),
        preferences=Preferences(list_size=100),
    )
    put_all(some_orders(ORDERS))
    put_all(_parts_of_the_long_order())
    put_all(_mails())
    put_all(_messages())
    put_all(_sessions())
    _communications().save()
    for minute in range(EVENTS):
        account_events.insert(_event(minute))
    visits.insert_all(record for visit in _visits() for record in records_of(visit))
    return ticket_path(TICKET, ticket_key(TICKET))


def some_orders(number_of_them: int) -> Iterator[OrderRow]:
    """Return the rows of orders, the newest first; the first has the longest lists of all."""
    for days in range(number_of_them):
        number = LONG_ORDER if days == 0 else make_reference("CT", days + 1)
        yield row_of(an_order_of(number, NOW - timedelta(days=4 * days)))


def an_order_of(number: str, placed_at: datetime) -> Order:
    """Return an order with as much in it as there may be."""
    most = 20 if number == LONG_ORDER else 4
    lines = tuple(OrderLine(f"SKU-{words(9)}", words(90), 99, 1999) for _ in range(most))
    return an_order(
        number=number,
        customer_id=CUSTOMER,
        email=EMAIL,
        placed_at=placed_at,
        lines=lines,
        sums=sums_of(lines, 395),
        status="shipped",
        shipment="shipped",
        billing_address=an_address(),
        shipping_address=an_address(),
        instructions=words(1_000),
    )


def _parts_of_the_long_order() -> Iterator[OrderRow]:
    for n in range(1, EVENTS + 1):
        yield OrderRow(
            number=LONG_ORDER,
            part=f"event#{n:08d}",
            at=NOW + timedelta(minutes=n),
            type="correction-asked",
            detail=words(80),
        )
    for n in range(1, RETURNS + 1):
        yield OrderRow(
            number=LONG_ORDER,
            part=f"return#{n:03d}",
            at=NOW + timedelta(minutes=n),
            returned=(),
            reason=words(1_000),
            state="declined",
            answer=words(1_000),
        )
    for n in range(1, CORRECTIONS + 1):
        yield OrderRow(number=LONG_ORDER, part=f"correction#{n:03d}", correction=_correction(n))


def _correction(position: int) -> Correction:
    return Correction(
        order_number=LONG_ORDER,
        position=position,
        what="other",
        wish=words(1_000),
        address=None,
        state="declined",
        asked_at=NOW + timedelta(minutes=position),
        answer=words(1_000),
        answered_at=NOW + timedelta(hours=1),
    )


def _mails() -> Iterator[MailRow]:
    for hours in range(MAILS):
        at = NOW - timedelta(hours=hours)
        yield MailRow(
            mail_id=f"order#{LONG_ORDER}#link#{at:%Y-%m-%dT%H}",
            order_number=LONG_ORDER,
            to_hash=address_hash(EMAIL),
            template="order-link",
            state="sent",
            created_at=at,
            sent_at=at,
            expires_at=NOW + timedelta(days=80),
        )


def _messages() -> Iterator[TicketRow]:
    for n in range(MESSAGES):
        at = NOW - timedelta(days=1) + timedelta(minutes=n)
        first = {} if n else {"name": "Ada", "email": EMAIL, "topic": "other", "state": "open"}
        if not n:
            first["email_hash"] = address_hash(EMAIL)
        yield TicketRow(
            ticket=TICKET,
            part=f"message#{at:%Y-%m-%dT%H:%M:%S.%f}Z#{n}" if n else "ticket",
            message_id=f"message-{n}",
            author="shop" if n % 3 else "customer",
            at=at,
            message=f"Message {n}. {_characters(7_900) if n == 7 else words(7_900)}",
            expires_at=NOW + timedelta(days=300),
            **first,
        )


def _sessions() -> Iterator[SessionRow]:
    for minutes in range(SESSIONS):
        at = NOW - timedelta(minutes=minutes)
        yield SessionRow(
            session_id=f"session-{minutes}",
            secret_hash="a" * 64,
            customer_id=CUSTOMER,
            epoch=1,
            created_at=at,
            last_seen_at=at,
            device=words(60),
            network=f"192.0.2.{minutes}",
            expires_at=NOW + timedelta(days=1),
        )


def _communications() -> CommunicationRow:
    choices = CommunicationChoices(newsletter=True, offers=False, order_updates_by_post=False)
    answers = [
        Answer(NOW - timedelta(days=n), "page", f"{n:064x}", choices) for n in range(ANSWERS)
    ]
    return CommunicationRow(
        email=EMAIL,
        newsletter=True,
        offers=False,
        order_updates_by_post=False,
        changed_at=NOW,
        answers=[msgspec.json.encode(answer).decode() for answer in reversed(answers)],
    )


def _event(minute: int) -> AccountEvent:
    browser = Browser(words(60), "192.0.2.0/24")
    at = NOW - timedelta(minutes=minute)
    return AccountEvent(CUSTOMER, f"event-{minute}", at, "password-changed", browser)


def _visits() -> Iterator[object]:
    for n in range(VISITS):
        yield make_visit(
            at=NOW - timedelta(minutes=n),
            path=f"/products/{words(80).replace(' ', '-')}",
            request_id=f"request-{_chance.getrandbits(64):x}",
            session=f"session-{n % 3}" if n % 2 else None,
            customer_id=CUSTOMER,
            order_number=LONG_ORDER if n % 5 == 0 else None,
        )
