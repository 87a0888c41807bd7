from datetime import timedelta

import pytest

from functions.housekeeping.app import TASKS, lambda_handler
from shop.domain.business_days import LAST_YEAR
from shop.domain.demographics import Cell
from shop.domain.mails import STUCK_AFTER, Mail
from shop.domain.retention import ORDER_RECORDS
from shop.domain.visitor_counts import Counts
from shop.gateways import clock
from shop.storage import mails, visitor_counts
from shop.storage.orders import row_of
from shop.storage.products import ProductRow
from tests.support.accounts import add_customer
from tests.support.data_requests import add_request
from tests.support.factories import make_product, stock
from tests.support.logs import counted, logged
from tests.support.orders import an_order
from tests.support.tables import CALLS, Tables
from tests.support.template import resources

ROTATE = {"task": "rotate-visitor-salt"}
LINK_VALUES = {"number": "CT-1", "link": "https://shop.example.com/orders/CT-1"}
RECONCILE = {"task": "reconcile-stock"}


class Context:
    aws_request_id = "request-7"


def _fill(days_ago: int) -> str:
    day = clock.now().date() - timedelta(days=days_ago)
    visitor_counts.insert_salt(day, f"salt {days_ago}")
    visitor_counts.insert_marker(day, "visitor#1", "batch")
    visitor_counts.add_counts(day, "batch", Counts(page_views=1), seconds_left=10)
    return day.isoformat()


def _identified_days(tables: Tables) -> set[str]:
    return {row["day"] for row in tables.items("VisitorCountsTable") if row["part"] != "counts"}


def test_forgets_who_was_counted_two_days_ago_and_before_but_not_how_many(tables: Tables):
    days = [_fill(days_ago) for days_ago in range(5)]

    lambda_handler(ROTATE, None)

    assert _identified_days(tables) == {days[0], days[1]}
    counts = {row["day"] for row in tables.items("VisitorCountsTable") if row["part"] == "counts"}
    assert counts == set(days)


def test_forgets_numbers_of_few_people_with_the_salt(tables: Tables):
    cells: dict[Cell, int] = {("country", "GB"): 5, ("country", "IS"): 4}
    for days_ago in (1, 2):
        day = clock.now().date() - timedelta(days=days_ago)
        visitor_counts.add_counts(day, "b", Counts(visitors=9), cells, seconds_left=10)

    lambda_handler(ROTATE, None)

    left = {(r["day"], r["part"]) for r in tables.items("VisitorCountsTable") if "number" in r}
    today = clock.now().date()
    yesterday, before = (f"{today - timedelta(days=n)}" for n in (1, 2))
    assert left == {
        (yesterday, "cell#country#GB"),
        (yesterday, "cell#country#IS"),
        (before, "cell#country#GB"),
    }


def test_asks_for_no_link_but_in_production():
    assert lambda_handler({"task": "check-links"}, None) == {"dead": []}


def test_makes_the_salt_of_the_day_unless_a_visit_has_made_it(tables: Tables):
    lambda_handler(ROTATE, None)

    assert CALLS == ["Query"] * 6 + ["PutItem"]
    (row,) = tables.items("VisitorCountsTable")
    assert (row["day"], row["part"]) == (clock.now().date().isoformat(), "salt")
    assert len(row["salt"]) == 43  # base64url of 32 bytes


def test_may_run_twice(tables: Tables):
    _fill(3)
    lambda_handler(ROTATE, None)
    rows = tables.items("VisitorCountsTable")

    with logged() as log:
        lambda_handler(ROTATE, None)

    assert tables.items("VisitorCountsTable") == rows
    assert [(line["message"], line["removed_rows"], line["made"]) for line in log] == [
        ("visitor-salt-rotated", 0, False)
    ]


def test_reminds_of_payments_and_closes_orders_whose_time_is_over(tables: Tables):
    stock(make_product("LAMP", available=0), make_product("MUG", available=0))
    now = clock.now()
    row_of(an_order(payment_due_at=now + timedelta(hours=1))).save()
    row_of(an_order(number="CT-3333-3333-3", payment_due_at=now - timedelta(days=30))).save()

    assert lambda_handler({"task": "remind-unpaid"}, None) == {"reminded": 1}
    assert lambda_handler({"task": "expire-unpaid"}, Context()) == {"expired": 1}

    events = [row for row in tables.items("OrdersTable") if row["part"] != "order"]
    assert [(e["number"], e["actor"], e["request_id"]) for e in events] == [
        ("CT-3333-3333-3", "housekeeping", "request-7")
    ]


def test_proves_that_stock_is_what_its_movements_come_to(tables: Tables):
    stock(make_product("LAMP-1"), make_product("LAMP-2", available=0))

    assert lambda_handler(RECONCILE, None) == {"differences": []}


def test_tells_a_difference_and_repairs_nothing(tables: Tables):
    stock(make_product("LAMP-1"), make_product("LAMP-2"))
    ProductRow("LAMP-2").update(actions=[ProductRow.available.add(3)])
    before = tables.items("ProductsTable"), tables.items("StockMovementsTable")

    with logged() as log:
        answers = [lambda_handler(RECONCILE, None) for _ in range(2)]

    difference = {"sku": "LAMP-2", "available": 13, "moved": 10}
    assert answers == [{"differences": [difference]}] * 2
    told = [line for line in log if line.get("message") == "stock-mismatch"]
    assert [{name: line[name] for name in difference} for line in told] == [difference] * 2
    assert (tables.items("ProductsTable"), tables.items("StockMovementsTable")) == before


def test_counts_the_differences_as_a_metric(tables: Tables, capsys: pytest.CaptureFixture[str]):
    stock(make_product("LAMP-1"))
    ProductRow("LAMP-1").update(actions=[ProductRow.available.add(-1)])

    lambda_handler(RECONCILE, None)

    assert counted(capsys.readouterr().out)["StockDifferences"] == 1


def test_tells_whether_holidays_have_to_be_added(capsys: pytest.CaptureFixture[str]):
    assert lambda_handler({"task": "check-holidays"}, None) == {
        "last_year": LAST_YEAR,
        "ends_soon": False,
    }
    assert counted(capsys.readouterr().out)["HolidayTableEnds"] == 0


@pytest.mark.parametrize("event", [{}, {"task": "tidy-up"}, {"task": None}])
def test_names_the_tasks_there_are_when_asked_for_another(event: dict[str, str]):
    with pytest.raises(LookupError, match=r"no such task: .*; there is .*rotate-visitor-salt"):
        lambda_handler(event, None)


def test_has_every_task_that_a_schedule_of_the_template_asks_for():
    events = resources("AWS::Serverless::Function")["HousekeepingFunction"]["Events"]

    assert {f'{{"task": "{task}"}}' for task in TASKS} == {
        event["Properties"]["Input"] for event in events.values()
    }


def test_sends_mails_that_were_left_behind_though_it_runs_twice(post):
    mail = Mail("contact-acknowledgement#1", "ada@example.com", "order-link", LINK_VALUES)
    mails.insert(mail, clock.now() - STUCK_AFTER)
    stuck = {"task": "send-stuck-mails"}
    assert lambda_handler(stuck, Context()) == {"found": 1, "done": 1}
    assert lambda_handler(stuck, Context()) == {"found": 0, "done": 0}
    assert len(post.sent) == 1


def test_erases_who_asked_for_it_more_than_an_hour_ago(tables: Tables):
    add_customer()
    add_request(run_at=clock.now() - timedelta(seconds=1))
    assert lambda_handler({"task": "erase-due"}, Context()) == {"erased": 1}
    assert lambda_handler({"task": "erase-due"}, Context()) == {"erased": 0}
    assert tables.items("CustomersTable") == []


@pytest.mark.usefixtures("tables")
def test_counts_every_night_who_waits_for_an_answer_about_data():
    add_request()
    assert lambda_handler({"task": "watch-data-requests"}, Context())["due"] == 1


def test_forgets_orders_that_the_books_need_no_more(tables: Tables):
    long_ago = clock.now() - ORDER_RECORDS - timedelta(days=1)
    row_of(an_order(status="shipped", placed_at=long_ago, payment_due_at=long_ago)).save()
    assert lambda_handler({"task": "forget-old-orders"}, Context()) == {"forgotten": 1}
    assert tables.items("OrdersTable") == []
