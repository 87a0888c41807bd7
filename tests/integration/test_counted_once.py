"""Each figure of the business is counted once for each thing that happens, however often it comes.

A click comes twice, a stream delivers again, and from a record that failed on everything comes
again, what went well too. A metric of the register without a case here fails.
"""

import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from functions.mail_events.app import lambda_handler as follow_mail
from functions.visits.app import lambda_handler as keep_visits
from shop.domain.mails import Mail
from shop.domain.metrics import METRICS
from shop.domain.stock_alerts import StockAlert
from shop.gateways import clock
from shop.storage import mails, stock_alerts
from shop.storage.orders import row_of
from shop.web.payments.events import take_in
from tests.support.accounts import PASSWORD, add_customer, add_token, log_in
from tests.support.factories import make_product, stock
from tests.support.gateway import NOW, Client
from tests.support.logs import counted
from tests.support.order_streams import deliver, order_record
from tests.support.orders import NUMBER, an_order
from tests.support.payments import told
from tests.support.post import refusing_post, send
from tests.support.stock_streams import record, stream
from tests.support.template import ROOT
from tests.support.visits import log_batch, make_line
from tests.support.widget_changes import READY

pytestmark = pytest.mark.usefixtures("tables", "post")
ORDER = an_order()
LAMP = make_product("LAMP", available=10)
MESSAGE = {"name": "Ada", "email": "ada@example.com", "topic": "other", "message": "Well?"}
# One for each call, or what a schedule finds: to be told anew is right.
TECHNICAL = {"Requests", "RequestDuration", "RequestsFailed", "ColdStarts"}
TECHNICAL |= {"DynamoDBConflicts", "DynamoDBRetries", "VersionFailed"}
GAUGES = {name for name, metric in METRICS.items() if metric.scheduled_hours}


def becomes(status: str) -> None:
    """Let an order come to a state, in a batch whose first record fails once."""
    paid = replace(ORDER, status="paid", version=2)
    before = ORDER if status in ("paid", "cancelled", "expired") else paid
    after = order_record(2, before, replace(ORDER, status=status, version=3))
    told_again(after, deliver)


def told_again(good: dict, bring: Callable[..., object]) -> None:
    """Bring a good record behind a bad one, then again without it, as Lambda does in the end."""
    junk = {"part": {"S": "order"}}
    images = {"SequenceNumber": "1", "OldImage": junk, "NewImage": junk}
    bad = {**good, "dynamodb": images}
    bring(bad, good)
    bring(good)


def is_placed() -> None:
    told_again(order_record(2, None, ORDER), deliver)


def sells(units: int) -> None:
    told_again(record(LAMP, replace(LAMP, available=10 - units), 2), stream)


def is_back() -> None:
    stock(LAMP)
    stock_alerts.insert(StockAlert(sku="LAMP", email="ada@example.com", confirmed_at=NOW))
    told_again(record(replace(LAMP, available=0), LAMP, 2), stream)


def fills_a_cart() -> None:
    stock(LAMP)
    client = Client()
    for _ in range(2):
        assert client.post("/cart/lines", {"sku": "LAMP", "quantity": 1}).status < 300


def logs_in(password: str = PASSWORD, tries: int = 1) -> None:
    add_customer()
    for _ in range(tries):
        log_in(Client(), password=password)


def registers() -> None:
    customer = add_customer()
    add_token("s" * 43, "register", customer)
    for _ in range(2):
        Client().post("/verify", {"token": "s" * 43})


def writes(**more: str) -> None:
    assert Client().post("/contact", MESSAGE | more).status == 201


def chooses(*, statistics: bool) -> None:
    choices = {"recognition": False, "statistics": statistics}
    assert Client().post("/cookies", choices).status < 300


def visits() -> None:
    batch = log_batch([make_line(), make_line(user_agent="Googlebot/2.1")])
    for _ in range(2):
        keep_visits(batch, None)


def is_mailed(fault: str = "") -> None:
    values = {"number": NUMBER, "link": "https://shop.example.com/", "name": "Lamp"}
    mails.insert(Mail("m1", "ada@example.com", "order-link", values), clock.now())
    if fault:
        with refusing_post(fault):
            send("m1")
    send("m1")
    send("m1")


def hears_of_a_mail(name: str) -> None:
    for _ in range(2):
        follow_mail(json.loads((ROOT / f"events/mail_events/{name}.json").read_text()), None)


def is_looked_at() -> None:
    row_of(ORDER).save()
    desk, _ = READY["pack"]()
    desk.fill(reason="could not pay")
    desk.press("Show failed requests")


def hears_of_a_strange_payment() -> None:
    for _ in range(2):
        take_in("stripe", told("paid", payment_id="another-shop"), NOW, seconds_left=10)


CASES: dict[str, Callable[[], object]] = {
    "PaymentEventsParked": hears_of_a_strange_payment,
    "OrdersPlaced": is_placed,
    "OrdersPaid": lambda: becomes("paid"),
    "OrdersShipped": lambda: becomes("shipped"),
    "OrdersCancelled": lambda: becomes("cancelled"),
    "OrdersExpired": lambda: becomes("expired"),
    "OrdersRefunded": lambda: becomes("refunded"),
    "RevenueMinorUnits": lambda: becomes("paid"),
    "CartsStarted": fills_a_cart,
    "CartLinesAdded": fills_a_cart,
    "LoginsOk": logs_in,
    "LoginsFailed": lambda: logs_in("wrong"),
    "LoginsThrottled": lambda: logs_in("wrong", tries=11),
    "Registrations": registers,
    "ContactMessages": writes,
    "ContactQuarantined": lambda: writes(website="https://bot.example.com"),
    "CountingAllowed": lambda: chooses(statistics=True),
    "CountingRefused": lambda: chooses(statistics=False),
    "PolicyReads": lambda: Client().get("/policies/privacy"),
    "PageViews": visits,
    "Visits": visits,
    "Visitors": visits,
    "Bots": visits,
    "MailsSent": is_mailed,
    "MailsFailed": lambda: is_mailed("MessageRejected"),
    "MailsBounced": lambda: hears_of_a_mail("bounce-permanent"),
    "MailComplaints": lambda: hears_of_a_mail("complaint"),
    "BackInStockMails": is_back,
    "StockLow": lambda: sells(6),
    "StockOut": lambda: sells(10),
    "VisitLookUps": is_looked_at,
}


def test_every_metric_is_tried():
    assert set(CASES) == set(METRICS) - TECHNICAL - GAUGES


@pytest.mark.parametrize("metric", CASES)
def test_what_happens_once_is_counted_once(metric, capsys):
    CASES[metric]()
    expected = ORDER.sums.total_pence if metric == "RevenueMinorUnits" else 1
    assert counted(capsys.readouterr().out).get(metric) == expected
