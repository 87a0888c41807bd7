"""Each alarm goes on when what it is about happens, and out when its runbook has been followed.

What happens is done to the shop; what it prints is taken as CloudWatch takes it; and the alarm of
the template is evaluated on that. An alarm without a case here fails.
"""

import ast
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import NamedTuple

import pytest

from functions.canary.app import lambda_handler as order_from_itself
from functions.housekeeping.app import lambda_handler as keep_house
from shop.domain import retention
from shop.domain.contact import Message, Ticket
from shop.domain.mails import Mail
from shop.domain.shipping import ShippingWindow
from shop.domain.visits import records_of
from shop.gateways import clock
from shop.storage import mails, tickets, visits
from shop.storage.data_requests import DataRequestRow
from shop.storage.orders import row_of
from shop.storage.visits import VisitRow
from shop.web.desk.acting import act
from shop.web.payments.events import take_in
from tests.support.accounts import add_customer, log_in
from tests.support.alarm_states import NUMBER, Metrics, is_on, named, state_of
from tests.support.alarms import OWN, alarms, name_of, watched_by
from tests.support.data_requests import add_request
from tests.support.factories import make_product, meddle_with_stock, stock
from tests.support.faults import failing
from tests.support.gateway import NOW, Client
from tests.support.orders import NUMBER as NUMBER_OF_ORDER
from tests.support.orders import an_order
from tests.support.payments import told
from tests.support.post import send
from tests.support.public_address import opened_shop
from tests.support.template import ROOT, resources
from tests.support.visits import make_visit
from tests.support.widget_changes import TICKET

pytestmark = [pytest.mark.usefixtures("tables", "post"), pytest.mark.enable_socket]
HOUR = 3600
ADA = {"operator": "arn:aws:iam::123456789012:user/ada"}


def task(name: str) -> None:
    keep_house({"task": name}, None)


def nothing() -> None:
    """Let time pass."""


def desk(action: str, **fields: object) -> None:
    act(action, fields | ADA, "request-1", strict=True)


def pages_fail(*paths: str) -> Callable[[], None]:
    def fail() -> None:
        with failing("GetItem", "ValidationException"), failing("Query", "ValidationException"):
            for path in paths:
                assert Client().get(path).status == 500

    return fail


def no_login_works() -> None:
    with failing("GetItem", "ValidationException"):
        assert log_in(Client()).status == 500


def calls_are_repeated() -> None:
    with failing("Query", "ThrottlingException"):
        Client().get("/orders/CT-2PQX-5MWJ-A?key=none")


def logins_fail(tries: int) -> Callable[[], None]:
    def fail() -> None:
        add_customer()
        for _ in range(tries):
            log_in(Client(), password="not the password")

    return fail


def a_mail_waits() -> None:
    values = {"number": "CT-1", "link": "https://shop.example.com/", "name": "Lamp"}
    queued_at = clock.now() - timedelta(minutes=25)
    mails.insert(Mail("m1", "ada@example.com", "order-link", values), queued_at)
    task("measure-backlog")


def a_mail_is_sent() -> None:
    send("m1")
    task("measure-backlog")


def keep_orders(number: int, **changes: object) -> None:
    for n in range(number):
        row_of(replace(an_order(**changes), number=f"CT-{n}" if n else NUMBER_OF_ORDER)).save()
    task("measure-backlog")


def money_comes() -> None:
    desk("mark-paid", number=NUMBER_OF_ORDER)
    task("measure-backlog")


def a_promise_ends() -> None:
    today = clock.now().date()
    keep_orders(1, status="paid", ships_between=ShippingWindow(today, today + timedelta(days=1)))


def it_is_shipped() -> None:
    desk("ship", number=NUMBER_OF_ORDER, tracking="AB1")
    task("measure-backlog")


def a_hand_changes_a_stock() -> None:
    stock(make_product("LAMP-1"))
    meddle_with_stock("LAMP-1", 99)
    task("reconcile-stock")


def it_is_repaired() -> None:
    desk("repair-stock", sku="LAMP-1", available=7, reason="counted", key="k1")
    task("reconcile-stock")


def a_message_waits() -> None:
    written_at = clock.now() - timedelta(hours=50)
    tickets.insert(
        Ticket(
            number=TICKET,
            name="Ada",
            email="ada@example.com",
            topic="other",
            order_number=None,
            state="new",
            suspicions=(),
            messages=(Message("m1", "customer", written_at, "Where is it?"),),
            expires_at=written_at + timedelta(days=365),
        ),
        None,
        seconds_left=10,
    )
    task("measure-backlog")


def it_is_answered() -> None:
    desk("reply", ticket=TICKET, key="k1", message="It left on Monday.")
    task("measure-backlog")


def a_request_is_late() -> None:
    add_request(request_id="late", due_at=clock.now() - timedelta(days=2))
    task("watch-data-requests")


def it_is_done() -> None:
    DataRequestRow("late").delete()
    task("watch-data-requests")


def a_visit_stays() -> None:
    at = clock.now() - retention.VISIT_BY_ADDRESS - timedelta(days=8)
    visits.insert_all(records_of(make_visit(at=at)))
    task("prove-retention")


def it_is_swept() -> None:
    for row in VisitRow.scan():
        row.delete()
    task("prove-retention")


def a_test_order_fails() -> None:
    with opened_shop() as shop:
        shop.broken.add("GET /orders/{number}")
        order_from_itself({}, None)


def a_test_order_goes_well() -> None:
    with opened_shop():
        order_from_itself({}, None)


def a_strange_payment_is_told() -> None:
    take_in("stripe", told("paid", payment_id="another-shop"), NOW, seconds_left=10)


class Case(NamedTuple):
    """What sets an alarm off, so many times, and what ends it, a period or so later.

    `again` is in how many periods one after another it happens.
    """

    happens: Callable[[], None]
    ends: Callable[[], None] = nothing
    times: int = 1
    again: int = 1


CASES = {
    "checkout-failing": Case(pages_fail("/orders/CT-2PQX-5MWJ-A?key=none"), times=3),
    "login-failing": Case(no_login_works, times=3),
    "calls-repeated": Case(calls_are_repeated, times=25, again=2),
    "logins-throttled": Case(logins_fail(11), times=20),
    "logins-failed": Case(logins_fail(1), times=100),
    "mails-stuck": Case(a_mail_waits, a_mail_is_sent),
    "orders-unpaid": Case(lambda: keep_orders(101), money_comes),
    "orders-late": Case(a_promise_ends, it_is_shipped),
    "stock-mismatch": Case(a_hand_changes_a_stock, it_is_repaired),
    "messages-waiting": Case(a_message_waits, it_is_answered),
    "data-requests-overdue": Case(a_request_is_late, it_is_done),
    "records-kept-too-long": Case(a_visit_stays, it_is_swept),
    "payments-parked": Case(a_strange_payment_is_told),
    "synthetic-order-failing": Case(a_test_order_fails, a_test_order_goes_well, again=2),
    "new-version-failing": Case(no_login_works),
    "schedules-stopped": Case(nothing, lambda: task("measure-backlog"), again=6),
}
# Whose metrics AWS writes, with the test of what the shop has to do with them.
AWS_WRITES = {
    "server-errors": (
        "tests/unit/web/test_api.py",
        "test_answer_one_problem_that_tells_nothing_of_the_inside",
    ),
    "slow-answers": (
        "tests/infrastructure/test_template.py",
        "test_lambda_ends_before_the_gateway_gives_up",
    ),
    "throttled": (
        "tests/infrastructure/test_template.py",
        "test_the_gateway_throttles",
    ),
    "mail-reputation": (
        "tests/integration/test_counted_once.py",
        "test_what_happens_once_is_counted_once",
    ),
    "streams-late": (
        "tests/unit/functions/test_mails.py",
        "test_asks_again_for_the_mails_that_failed_only",
    ),
    "dead-letters": (
        "tests/infrastructure/test_template.py",
        "test_every_source_has_a_bound_and_a_place_for_failures",
    ),
    "tasks-failing": (
        "tests/unit/functions/test_housekeeping.py",
        "test_names_the_tasks_there_are_when_asked_for_another",
    ),
    "logs-growing": (
        "tests/unit/web/test_request_log.py",
        "test_tells_a_request_and_counts_it",
    ),
}
# What the calendar alone moves.
TIME_MOVES = {
    "holiday-table-ends": (
        "tests/unit/domain/test_business_days.py",
        "test_the_end_of_the_table_is_told_a_year_ahead",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_goes_on_when_it_happens_and_out_when_it_is_mended(name, capsys, monkeypatch):
    if name == "new-version-failing":
        monkeypatch.setenv("AWS_LAMBDA_FUNCTION_VERSION", NUMBER)
    case, alarm, metrics = CASES[name], named(name), Metrics()
    period = alarm.get("Period") or next(
        m["MetricStat"]["Period"] for m in alarm["Metrics"] if "MetricStat" in m
    )
    capsys.readouterr()
    case.happens()
    output = capsys.readouterr().out
    for n in range(case.again):
        metrics.take(output, n * period, times=case.times)
    on_at = case.again * period
    assert state_of(alarm, metrics, on_at) == "ALARM"

    case.ends()
    output = capsys.readouterr().out
    later = int(alarm["EvaluationPeriods"])
    for n in range(later):
        metrics.take(output, on_at + n * period)
    assert state_of(alarm, metrics, on_at + later * period) == "OK"


def test_every_alarm_has_its_case():
    single = {name_of(alarm) for alarm in alarms().values() if "AlarmRule" not in alarm}
    cases = [*CASES, *AWS_WRITES, *TIME_MOVES]
    assert sorted(cases) == sorted(single)


@pytest.mark.parametrize("name", AWS_WRITES)
def test_what_aws_writes_is_nothing_that_the_shop_could(name):
    watched = {metric.namespace for metric in watched_by(named(name)) if metric.namespace != OWN}
    assert watched
    assert all(metric.namespace != OWN for metric in watched_by(named(name)))


@pytest.mark.parametrize("where", [*AWS_WRITES.values(), *TIME_MOVES.values()])
def test_there_is_the_test_that_shows_the_shops_part(where):
    path, test = where
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    names = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    assert test in names


@pytest.mark.parametrize(
    ("composite", "parts", "expected"),
    [
        ("shop-down", {"CheckoutFailingAlarm"}, True),
        ("shop-down", {"LoginFailingAlarm"}, True),
        ("shop-down", {"ServerErrorsAlarm"}, True),
        ("shop-down", set(), False),
        ("shop-slow", {"SlowAnswersAlarm"}, True),
        ("shop-slow", {"CallsRepeatedAlarm"}, True),
        ("shop-slow", {"ThrottledAlarm", "ShopDownAlarm"}, False),
        ("attack-likely", {"LoginsFailedAlarm"}, True),
        ("attack-likely", {"LoginsThrottledAlarm"}, True),
        ("attack-likely", set(), False),
    ],
)
def test_a_composite_is_on_with_its_parts(composite, parts, expected):
    rule = named(composite)["AlarmRule"]["Fn::Sub"]
    every = set(resources("AWS::CloudWatch::Alarm")) | {"ShopDownAlarm"}
    assert is_on(rule, {name: "ALARM" if name in parts else "OK" for name in every}) is expected
