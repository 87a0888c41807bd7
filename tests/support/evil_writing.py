"""Somebody who writes something evil into every field of every form, one after the other.

A form is sent with what is right in all other fields, so that the one that is not is looked at.
"""

import copy
import io
from contextlib import redirect_stdout
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from functions.desk.app import lambda_handler
from shop.domain.reference_numbers import make_reference
from shop.gateways.order_links import full_key
from shop.gateways.ticket_links import ticket_key
from shop.storage import tickets
from shop.storage.orders import row_of
from tests.support.accounts import PASSWORD, add_customer, logged_in
from tests.support.examples import TICKET
from tests.support.factories import make_product, stock
from tests.support.gateway import NOW, Answer, Client
from tests.support.orders import ANSWERS, NUMBER, an_order, confirmation, reviewed
from tests.support.tables import Tables
from tests.support.template import resources
from tests.support.text_fields import fields_of, text_fields, wants

EVIL = "'\"></script><evil-tag>{{7*7}}"
# What a header or an address can hold beside that, and of it what some fields of a body can.
ACTING, TURNED = "\x1b[2J\u202e", "\u202e"
HEADERS = {
    "user-agent": f"Mozilla/5.0 {EVIL}{ACTING}",
    "referer": f"https://example.com/{EVIL}",
    "accept-language": EVIL,
    "x-forwarded-for": EVIL,
    "x-forwarded-host": EVIL,
    "x-forwarded-proto": EVIL,
    "cloudfront-viewer-country": EVIL,
}
OPERATOR = "arn:aws:iam::123456789012:user/ada"
FIELDS = sorted(text_fields(EVIL))
# In its place comes what opens the order.
KEY = "{key}"
_ADDRESS = ANSWERS["billing_address"] | {"line2": "", "region": ""}
_LINES = [{"sku": "LAMP", "quantity": 1}]
_MESSAGE = {"name": "Ada", "email": "ada@example.com", "topic": "other", "message": "Well?"}


@dataclass(frozen=True)
class Step:
    """A form, with what is right in it, who sends it, and how the order stands it is about."""

    route: str
    fields: dict[str, Any] = field(default_factory=dict, hash=False)
    who: str = "guest"
    status: Any = "paid"


def _steps() -> list[Step]:
    told = [
        Step("POST /checkout", ANSWERS | {"shipping_address": _ADDRESS}, "buyer"),
        Step("POST /contact", _MESSAGE | {"order_number": ""}),
        Step("POST /contact/{ticket}/replies", {"key": ticket_key(TICKET.number), "message": "x"}),
        Step("POST /orders/{number}/messages", {"key": KEY, "message": "Well?"}),
        Step("POST /orders/{number}/corrections", {"key": KEY, "what": "other", "wish": "Lamps"}),
        Step(
            "POST /orders/{number}/corrections",
            {"key": KEY, "what": "delivery_address", "address": _ADDRESS | {"country": "IE"}},
        ),
        Step(
            "POST /orders/{number}/return",
            {"key": KEY, "lines": _LINES, "reason": "Bright"},
            status="shipped",
        ),
        Step("POST /register", {"email": "new@example.com", "name": "N", "password": PASSWORD}),
        Step("POST /account", {"name": "Casey"}, "customer"),
        Step("POST /account/addresses", _ADDRESS, "customer"),
        Step(
            "POST /withdraw",
            {"name": "A", "number": "?", "email": "ada@example.com", "goods": "The lamp"},
        ),
    ]
    known = {step.route for step in told}
    return told + [Step(route) for route in wants("body") if route not in known]


@dataclass
class Writing:
    """What was written, and what was answered and printed meanwhile."""

    tables: Tables
    answers: list[tuple[str, Answer]] = field(default_factory=list)
    sent: set[str] = field(default_factory=set)
    printed: io.StringIO = field(default_factory=io.StringIO)
    people: dict[str, Client] = field(default_factory=dict)
    numbers: list[str] = field(default_factory=list)
    addresses: int = 0

    def write_everything(self) -> None:
        """Fill in every form, and place an order with something evil wherever one can be."""
        with redirect_stdout(self.printed):
            self._set_up()
            for step in _steps():
                self._fill_in(step)
            for route in wants("path") | wants("query"):
                if route.startswith("GET "):
                    self._ask(route)

    def _set_up(self) -> None:
        stock(make_product("LAMP", available=90), make_product("MUG"))
        tickets.insert(TICKET, None, seconds_left=10)
        add_customer()
        buyer = Client(headers=HEADERS)
        reviewed(buyer, 1, "LAMP")
        self.people = {"customer": logged_in(), "buyer": buyer}

    def _fill_in(self, step: Step) -> None:
        (kind,) = wants("body")[step.route]
        places = list(fields_of(kind, EVIL))
        accepted = {}
        for name, place in places:
            self._send(step, {place: evil_text(name)}, page=True)
            for text in (evil_text(name) + TURNED, evil_text(name)):
                if self._send(step, {place: text}).status < 300:
                    accepted[place] = text
                    break
            self.sent.add(name)
        if accepted:
            self._follow(step, self._send(step, accepted))

    def _follow(self, step: Step, answer: Answer) -> None:
        if step.route == "POST /checkout":
            self._client(step).post("/orders", confirmation(answer.json))
        elif step.route == "POST /withdraw":
            Client(headers=HEADERS).post("/withdraw", {"token": answer.json["token"]})

    def _send(self, step: Step, evil: dict[str, str], *, page: bool = False) -> Answer:
        number = self._order(step.status) if "{number}" in step.route else NUMBER
        fields = copy.deepcopy(step.fields)
        if fields.get("key") == KEY:
            fields["key"] = full_key(number, NOW)
        for place, text in evil.items():
            _put(fields, place.split("."), text)
        client = self._client(step)
        client.page = page
        answer = client.post(_path(step.route, number), dict(_flat(fields)) if page else fields)
        self.answers.append((f"{step.route} {sorted(evil)}", answer))
        return answer

    def _order(self, status: Any) -> str:
        """Keep a new order: of one, only so much can be asked."""
        number = make_reference("CT", len(self.numbers) + 1)
        self.numbers.append(number)
        shipment = "shipped" if status == "shipped" else "none"
        row_of(an_order(number=number, status=status, shipment=shipment)).save()
        return number

    def _ask(self, route: str) -> None:
        kinds = wants("query").get(route, [])
        names = {place: EVIL for kind in kinds for _, place in fields_of(kind, EVIL)}
        for who in ("guest", "customer"):
            client = self._client(Step(route, who=who))
            client.page = True
            for path in (_path(route, NUMBER), _path(route, _QUOTED, is_evil=True)):
                self.answers.append((route, client.get(f"{path}?{urlencode(names)}")))

    def _client(self, step: Step) -> Client:
        self.addresses += 1
        client = self.people.get(step.who) or Client(headers=HEADERS)
        # Nobody is refused for having written too much before.
        client.address = f"2001:db8:{self.addresses:x}::1"
        client.headers = HEADERS
        return client

    def kept(self) -> set[str]:
        """Return the fields whose text is in a table."""
        names = sorted(resources("AWS::DynamoDB::Table"))
        rows = [repr(item) for name in names for item in self.tables.items(name)]
        # Numbers are kept in upper case.
        text = "".join(rows).lower()
        return {name for name in FIELDS if f"{_mark(name)} ".lower() in text}

    def desk(self, **event: Any) -> Any:
        """Ask the order desk."""
        with redirect_stdout(self.printed):
            return lambda_handler({"operator": OPERATOR} | event, None)


def evil_text(name: str) -> str:
    """Return what is written into a field, from which it is known again."""
    return f"{_mark(name)} {EVIL}"


def _mark(name: str) -> str:
    return f"E{FIELDS.index(name):02}x"


def _path(route: str, number: str, *, is_evil: bool = False) -> str:
    path = route.partition(" ")[2]
    known = {"number": number, "ticket": TICKET.number, "sku": "LAMP"}
    known |= {"name": "privacy", "mail": "received.1"}
    segments = [
        (_QUOTED if is_evil else known.get(part[1:-1], "x")) if part.startswith("{") else part
        for part in path.split("/")
    ]
    return "/".join(segments)


_QUOTED = EVIL.replace("/", "|").replace(" ", "%20")


def _put(fields: Any, place: list[str], text: str) -> None:
    for name, following in zip(place, [*place[1:], ""], strict=True):
        is_list = isinstance(fields, list)
        key: Any = int(name) if is_list else name
        if not following:
            if is_list and not fields:
                fields.append(text)
            else:
                fields[key] = text
            return
        if is_list and not fields:
            fields.append({})
        elif not is_list and name not in fields:
            fields[name] = [] if following == "0" else {}
        fields = fields[key]


def _flat(fields: Any, prefix: str = "") -> Any:
    for name, value in fields.items() if isinstance(fields, dict) else enumerate(fields):
        if isinstance(value, dict | list):
            yield from _flat(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", value
