"""The saved queries find what they are for in the lines that the functions really write."""

import importlib
import io
import json
import os
import subprocess
import sys
from contextlib import redirect_stdout, suppress
from typing import Any

import pytest

from functions.order_events.app import lambda_handler as follow_orders
from shop.domain.errors import InvalidRequest
from shop.domain.mails import Mail, MailNotSent
from shop.gateways import clock
from shop.gateways.local_payments import LocalPayments, webhook
from shop.storage import mails, payments
from shop.storage.orders import row_of
from shop.web.payments.events import receive
from shop.web.upkeep.outbox import send_once
from tests.support.examples import EVENTS, add_examples
from tests.support.factories import make_product, stock
from tests.support.faults import failing
from tests.support.gateway import NOW, Client
from tests.support.log_queries import Line, fields_in, queries, selects
from tests.support.logs import lines_in, logged
from tests.support.order_streams import order_record
from tests.support.orders import an_order, bought
from tests.support.payments import a_payment
from tests.support.post import opened_post, refusing_post
from tests.support.tables import made_tables
from tests.support.template import ROOT

# The test order of the shop itself goes over a connection; here it finds nobody.
pytestmark = pytest.mark.enable_socket
NOBODY = "http://127.0.0.1:9"
COLD = """
import json
from functions.policies.app import lambda_handler
lambda_handler(json.load(open("events/policies/list.json")), None)
"""


def answer_every_event() -> None:
    for path in EVENTS:
        event: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        if "requestContext" in event:
            event["requestContext"]["timeEpoch"] = int(NOW.timestamp() * 1000)
        function = importlib.import_module(f"functions.{path.parent.name}.app")
        # What is bad to a function without a caller fails, to be repeated or kept.
        with suppress(LookupError, ValueError):
            function.lambda_handler(event, None)


def go_through_what_goes_wrong() -> None:
    bought(Client())
    follow_orders({"Records": [order_record(1, None, an_order())]}, None)
    with failing("GetItem", "AccessDeniedException"):
        Client().get("/cart", cookies={"__Host-cart": "c" * 22})
    with failing("TransactWriteItems", "TransactionConflictException", times=1):
        bought(Client())
    with failing("GetItem", "ThrottlingException", times=1):
        Client().get("/products/LAMP-1")
    values = {"number": "CT-1", "link": "https://shop.example.com/", "name": "Lamp"}
    mails.insert(Mail("m1", "customer@example.com", "order-link", values), clock.now())
    with refusing_post("MessageRejected"), suppress(MailNotSent):
        send_once("m1")


def be_told_of_payments() -> None:
    row_of(an_order()).save()
    payment = a_payment(provider="local")
    payments.insert(payment)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("STAGE", "local")
        provider = LocalPayments()
        with suppress(InvalidRequest):
            receive(provider, {}, b"{}", NOW, seconds_left=10)
        receive(provider, *webhook(payment, "declined", NOW), NOW, seconds_left=10)


def cold_lines() -> list[Line]:
    done = subprocess.run(
        [sys.executable, "-c", COLD],
        env=os.environ | {"PYTHONPATH": ".:layers/shop", "_X_AMZN_TRACE_ID": "Root=1-67891233-a"},
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    return lines_in(done.stdout)


@pytest.fixture(scope="module")
def lines() -> list[Line]:
    """Every line that functions write while they answer the examples, and while things fail."""
    output = io.StringIO()
    with made_tables() as tables, opened_post(tables), logged() as told, redirect_stdout(output):
        add_examples()
        stock(make_product("LAMP-1", available=20))
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("SITE_URL", NOBODY)
            answer_every_event()
        go_through_what_goes_wrong()
        be_told_of_payments()
    # What the logger writes is told by it already.
    printed = [line for line in lines_in(output.getvalue()) if "level" not in line]
    return [*told, *printed, *cold_lines()]


def filled_in(query: str, lines: list[Line]) -> str:
    """Fill in what an operator would, from a line."""
    for place, field in (
        ("ORDER", "order_number"),
        ("SESSION", "session"),
        ("REQUEST", "request_id"),
    ):
        value = next(line[field] for line in lines if line.get(field))
        query = query.replace(f'"{place}"', f'"{value}"')
    return query


def test_every_query_finds_lines_and_every_field_it_speaks_of(lines):
    missing: dict[str, set[str]] = {}
    for name, query in queries().items():
        found = [line for line in lines if selects(filled_in(query, lines), line)]
        assert found, f"{name} finds nothing"
        asked = fields_in(query)
        # Of one order, session or request only some fields can be there.
        looked_in = lines if any(w in query for w in ("ORDER", "SESSION", "REQUEST")) else found
        absent = asked - {field for line in looked_in for field in line}
        if absent:
            missing[name] = absent
    assert missing == {}


def test_no_query_shows_an_address(lines):
    for name, query in queries().items():
        found = [line for line in lines if selects(filled_in(query, lines), line)]
        assert [line for line in found if "ip" in line] == [], name


def test_each_call_of_each_function_is_told_by_exactly_one_line(lines):
    told = [line for line in lines if line["message"] in ("request", "invocation")]
    functions = {line["function"] for line in told}
    assert functions == {path.parent.name for path in (ROOT / "functions").glob("*/app.py")}
    wanted = {"function", "outcome", "duration_ms", "cold_start"}
    assert [line for line in told if not wanted <= set(line)] == []
    visits = [line for line in lines if line["message"] == "visit-record"]
    assert len(visits) == len([line for line in told if line["message"] == "request"])


def test_nothing_of_who_visits_is_in_the_lines_about_requests(lines):
    personal = {"ip", "user_agent", "email", "path", "customer_id", "visitor", "referrer_host"}
    told = [line for line in lines if line["message"] in ("request", "invocation")]
    assert [line for line in told if personal & set(line)] == []
    assert "@" not in json.dumps([line for line in told if line["message"] == "request"])


def test_the_page_names_every_query():
    page = (ROOT / "docs/queries.md").read_text(encoding="utf-8")
    named = [line.split("`")[1] for line in page.splitlines() if line.startswith("| `")]
    assert named == list(queries())
    assert [
        name
        for name, query in queries().items()
        for place in ("ORDER", "SESSION", "REQUEST")
        if (f'"{place}"' in query) != (f"| `{name}`" in page and f"`{place}`" in row(page, name))
    ] == []


def row(page: str, name: str) -> str:
    return next(line for line in page.splitlines() if line.startswith(f"| `{name}`"))
