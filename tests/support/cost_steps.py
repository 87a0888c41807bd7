"""What visits and orders ask of AWS, step by step: units, trips, bytes, lines and processor time.

The model of the costs (tools/cost) is fed with it by tests/bench/costs.py.
"""

import base64
import gzip
import importlib
import io
import json
import time
from collections import Counter
from collections.abc import Callable
from contextlib import redirect_stdout
from dataclasses import asdict, dataclass, field
from functools import partial
from typing import Any

from shop.domain.catalogue import terms_of
from shop.gateways import clock
from shop.storage import product_changes, product_terms
from shop.web.assets import asset_url
from tests.support.accounts import EMAIL, PASSWORD, add_customer
from tests.support.factories import LONG_AGO
from tests.support.gateway import Answer, Client
from tests.support.logs import logged
from tests.support.orders import TYPED
from tests.support.table_units import Use, metered, stream_records
from tests.support.visits import FIREFOX, log_batch
from tools.seed.goods import read_goods

# CloudWatch Logs counts so many for each event beside its text (PutLogEvents).
EVENT_BYTES = 26
BATCH_OF_VISITS = 25
# Who follows a table's stream, and the changes that the filter of its event source lets through.
STREAMS = {
    "OrdersTable": ("order_events", {"INSERT", "MODIFY", "REMOVE"}),
    "ProductsTable": ("stock_events", {"MODIFY"}),
    "MailsTable": ("mails", {"INSERT"}),
}
SEARCH = "/products?q=lamp"


@dataclass(slots=True)
class Step:
    """What one step asked for. Reads are in half units; the time is the shop's own processor's."""

    function: str
    invocations: int = 1
    calls: int = 0
    half_reads: dict[str, int] = field(default_factory=dict)
    writes: dict[str, int] = field(default_factory=dict)
    response_bytes: int = 0
    log_bytes: int = 0
    mails: int = 0
    cpu_microseconds: int = 0

    def units(self) -> dict[str, Any]:
        """Return what is the same on every machine."""
        return {name: value for name, value in asdict(self).items() if name != "cpu_microseconds"}


class _Context:
    aws_request_id = "00000000-0000-4000-8000-000000000000"

    def get_remaining_time_in_millis(self) -> int:
        return 60_000


@dataclass
class Steps:
    """Takes the steps in the order of a customer's visit and keeps what each asked for."""

    found: dict[str, Step] = field(default_factory=dict)
    visit_lines: list[str] = field(default_factory=list)

    def take(self, name: str, function: str, act: Callable[[], Any]) -> Any:
        """Take a step; a name that comes again adds to what it asked for before."""
        started, written = time.thread_time(), io.StringIO()
        with metered() as use, logged() as lines, redirect_stdout(written):
            answer = act()
        spent = time.thread_time() - started - use.away_seconds
        texts = [*written.getvalue().splitlines()]
        texts += [json.dumps(line, separators=(",", ":")) for line in lines]
        self.visit_lines += [text for text in texts if '"visit-record"' in text]
        step = _step(function, use, texts, round(spent * 1_000_000))
        if isinstance(answer, Answer):
            step.response_bytes = response_bytes(answer)
        if name in self.found:
            step = _sum(self.found[name], step)
        self.found[name] = step
        return answer

    def drain(self, name: str) -> None:
        """Let the tables' streams call the functions that follow them, until nothing is left."""
        while any(self._follow(name, table) for table in STREAMS):
            pass

    def _follow(self, name: str, table: str) -> bool:
        function, kinds = STREAMS[table]
        records = [record for record in stream_records(table) if record["eventName"] in kinds]
        if not records:
            return False
        event = {"Records": records}
        self.take(f"{name}: {function}", function, lambda: handle(function, event))
        return True


def handle(function: str, event: dict[str, Any]) -> Any:
    handler = importlib.import_module(f"functions.{function}.app").lambda_handler
    return handler(event, _Context())


def _step(function: str, use: Use, lines: list[str], cpu_microseconds: int) -> Step:
    return Step(
        function,
        calls=use.calls.total(),
        half_reads=dict(sorted(use.half_reads.items())),
        writes={name: units for name, units in sorted(use.writes.items()) if units},
        log_bytes=sum(len(line.encode()) + EVENT_BYTES for line in lines),
        mails=sum(n for call, n in use.other_calls.items() if "SendEmail" in call),
        cpu_microseconds=cpu_microseconds,
    )


def _sum(one: Step, other: Step) -> Step:
    values: dict[str, Any] = {"function": one.function}
    for name, was in asdict(one).items():
        now = getattr(other, name)
        if isinstance(was, dict):
            values[name] = dict(Counter(was) + Counter(now))
        elif isinstance(was, int):
            values[name] = was + now
    return Step(**values)


def response_bytes(answer: Answer) -> int:
    """Return the bytes of an answer as it is sent: its body as compressed, and its headers."""
    body = answer.response["body"]
    sent = len(base64.b64decode(body) if answer.response["isBase64Encoded"] else body.encode())
    headers = [f"{name}: {value}" for name, value in answer.headers.items()]
    headers += [f"set-cookie: {cookie}" for cookie in answer.set_cookies]
    return sent + sum(len(header) + len("\r\n") for header in headers)


def take_steps() -> dict[str, Step]:
    """Walk through the shop as customers, operators and schedules do; the tables are empty."""
    goods = read_goods()
    for product in goods:
        product_changes.insert(product, LONG_AGO)
        product_terms.insert(product.sku, terms_of(product))
    add_customer()
    sku = next(product.sku for product in goods if product.available > 1)
    steps = Steps()
    _browse(steps, sku)
    number = _order(steps, sku)
    _deal_with(steps, number)
    _log_in(steps)
    _visits(steps)
    return steps.found


def _browser() -> Client:
    headers = {"accept-encoding": "gzip, deflate, br", "accept-language": "en-GB"}
    return Client(page=True, headers=headers | {"user-agent": FIREFOX})


def _browse(steps: Steps, sku: str) -> None:
    browser = _browser()
    pages = {
        "GET /": "/",
        "GET /products": "/products",
        "GET /products, searched": SEARCH,
        "GET /products/{sku}": f"/products/{sku}",
        "GET /assets, style sheet": asset_url("shop.css"),
        "GET /assets, script": asset_url("shop.js"),
        "GET /assets, picture": _picture(sku),
    }
    for name, path in pages.items():
        assert steps.take(name, "storefront", partial(browser.get, path)).status == 200
    steps.take("GET /policies/{name}", "policies", lambda: browser.get("/policies/privacy"))


def _picture(sku: str) -> str:
    (image,) = (product.image for product in read_goods() if product.sku == sku)
    return asset_url(image)


def _order(steps: Steps, sku: str) -> str:
    browser = _browser()
    put = {"sku": sku, "quantity": "1"}
    steps.take("POST /cart/lines", "cart", lambda: browser.post("/cart/lines", put))
    steps.take("GET /cart", "cart", lambda: browser.get("/cart"))
    steps.take("GET /checkout", "orders", lambda: browser.get("/checkout"))
    typed = steps.take("POST /checkout", "orders", lambda: browser.post("/checkout", TYPED))
    page = typed.headers["location"]
    review = steps.take("GET /checkout, review", "orders", lambda: browser.get(page))
    hidden = _hidden(_unzipped(review))
    for table in STREAMS:
        stream_records(table)
    placed = steps.take("POST /orders", "orders", lambda: browser.post("/orders", hidden))
    assert placed.status == 303
    shown = placed.headers["location"]
    steps.take("GET /orders/{number}", "orders", lambda: browser.get(shown))
    steps.drain("placed")
    return shown.partition("?")[0].rpartition("/")[2]


def _unzipped(answer: Answer) -> str:
    return gzip.decompress(base64.b64decode(answer.response["body"])).decode()


def _hidden(page: str) -> dict[str, str]:
    form = page[page.index('action="/orders"') :]
    names = ("idempotency_key", "cart_version")
    return {name: form.split(f'name="{name}" value="')[1].split('"')[0] for name in names}


def _deal_with(steps: Steps, number: str) -> None:
    operator = {"number": number, "operator": "arn:aws:iam::123456789012:user/ada"}
    acts = {"paid": {"action": "mark-paid"}, "shipped": {"action": "ship", "tracking": "AB 1"}}
    for name, act in acts.items():
        event = act | operator
        answer = steps.take(f"{name}: desk", "desk", partial(handle, "desk", event))
        assert "error" not in answer, answer
        steps.drain(name)


def _log_in(steps: Steps) -> None:
    browser = _browser()
    typed = {"email": EMAIL, "password": PASSWORD}
    steps.take("GET /login", "sessions", lambda: browser.get("/login"))
    answer = steps.take("POST /login", "sessions", lambda: browser.post("/login", typed))
    assert answer.status == 303


def _visits(steps: Steps) -> None:
    """Carry the visits' lines into the tables: one alone, and a batch of as many visitors."""
    line = next(line for line in steps.visit_lines if '"GET /"' in line)
    handle("visits", log_batch([_of(line, 0)], name="first"))  # Makes the day's salt.
    alone = log_batch([_of(line, 1)], name="alone")
    steps.take("one visit", "visits", lambda: handle("visits", alone))
    many = log_batch([_of(line, n) for n in range(2, 2 + BATCH_OF_VISITS)], name="many")
    steps.take("a batch of visits", "visits", lambda: handle("visits", many))


def _of(line: str, number: int) -> str:
    """Return the line of another visitor, of today: other days are not counted any more."""
    now = clock.now().strftime("%Y-%m-%dT%H:%M:%SZ")
    other = {"at": now, "ip": f"192.0.2.{100 + number}", "request_id": f"visit-{number}"}
    return json.dumps(json.loads(line) | other, separators=(",", ":"))
