from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shop.domain import visitor_counts as counting
from shop.domain.retention import VISITOR_COUNTS, VISITOR_SALT
from shop.web.routes import ROUTES
from tests.support.visits import AT, FIREFOX, make_visit

DAY = date(2026, 11, 23)
HOST = "shop.example.com"


@pytest.mark.parametrize(
    ("user_agent", "rule"),
    [
        (None, "no user agent"),
        ("", "no user agent"),
        ("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", "bot"),
        ("curl/8.5.0", "curl/"),
        ("python-requests/2.32", "python"),
        ("Mozilla/5.0 (X11; Linux x86_64) HeadlessChrome/140.0.0.0 Safari/537.36", "headless"),
        (FIREFOX, None),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) Version/18.5 Safari/604.1", None),
        ("Mozilla/5.0 (Linux; Android 14; CUBOT KINGKONG) Chrome/140.0 Mobile Safari/537.36", None),
        ("Mozilla/5.0 (Linux; Android 14; CUBOT X) compatible; Examplebot/1.0", "bot"),
    ],
)
def test_knows_programs_by_a_named_rule(user_agent: str | None, rule: str | None):
    assert counting.bot_rule(user_agent) == rule


def test_writes_the_terms_as_they_are_searched_for():
    assert all(term == term.lower() for term in counting.BOT_TERMS)
    assert len(set(counting.BOT_TERMS)) == len(counting.BOT_TERMS)


@pytest.mark.parametrize(
    "changes",
    [
        {"method": "POST", "route": "POST /login"},
        {"status": 404},
        {"status": 303},
        {"status": 500},
        *({"route": route} for route in sorted(counting.UNCOUNTED_ROUTES)),
    ],
)
def test_takes_nothing_for_a_page_view_but_a_page_that_was_answered(changes: dict[str, str]):
    assert not counting.is_page_view(make_visit(**changes))


@pytest.mark.parametrize("status", [200, 304])
def test_takes_an_answered_page_for_a_page_view(status: int):
    assert counting.is_page_view(make_visit(status=status))


def test_leaves_out_only_routes_that_exist():
    assert set(ROUTES["storefront"]) >= counting.UNCOUNTED_ROUTES


@pytest.mark.parametrize(
    ("changes", "counted"),
    [
        ({}, True),
        ({"do_not_count": True}, False),
        ({"user_agent": None}, False),
        ({"route": "GET /health"}, False),
        ({"method": "POST", "route": "POST /orders", "status": 201, "order_number": "N"}, True),
        ({"method": "POST", "route": "POST /orders", "status": 303, "order_number": "N"}, True),
        ({"method": "POST", "route": "POST /orders", "status": 200, "order_number": "N"}, False),
        ({"method": "POST", "route": "POST /orders", "status": 303}, False),
        ({"method": "POST", "route": "POST /login", "status": 303}, False),
    ],
)
def test_counts_persons_who_view_pages_or_place_orders(changes, counted):
    assert counting.is_counted(make_visit(**changes)) is counted


def test_tallies_pages_visitors_bots_and_orders():
    order = {"method": "POST", "route": "POST /orders", "status": 303, "order_number": "N-1"}
    tally = counting.tally(
        [
            make_visit(),
            make_visit(path="/products"),
            make_visit(ip="192.0.2.11"),
            make_visit(user_agent="Another browser"),
            make_visit(**order),
            make_visit(**order),
            make_visit(order_number="N-1"),
            make_visit(user_agent="curl/8.5.0"),
            make_visit(user_agent="curl/8.5.0", route="GET /robots.txt"),
            make_visit(route="GET /assets/{file}", ip="192.0.2.99"),
        ],
        HOST,
    )

    assert (tally.page_views, tally.bots) == (5, 1)
    assert len(tally.visitors) == 3
    assert tally.orders == {"N-1"}
    assert not tally.is_empty


def test_leaves_those_who_do_not_want_to_be_counted_out_of_everything():
    tally = counting.tally(
        [
            make_visit(do_not_count=True),
            make_visit(do_not_count=True, user_agent="curl/8.5.0"),
            make_visit(
                do_not_count=True,
                method="POST",
                route="POST /orders",
                status=201,
                order_number="N-1",
            ),
        ],
        HOST,
    )

    assert tally.is_empty
    assert tally == counting.tally([], HOST)


def test_tells_visitors_apart_by_address_and_browser_for_as_long_as_the_salt_lives():
    visits = [make_visit(), make_visit(), make_visit(ip="192.0.2.11")]
    tally = counting.tally(visits, HOST)

    today, tomorrow = tally.visitor_markers("salt 1"), tally.visitor_markers("salt 2")

    assert len(today) == len(tomorrow) == 2
    assert not set(today) & set(tomorrow)
    assert all(marker.startswith("visitor#") for marker in today)


@given(st.ip_addresses().map(str))
def test_lets_no_address_be_read_from_a_marker(ip: str):
    (marker,) = counting.tally([make_visit(ip=ip)], HOST).visitor_markers("salt")

    assert len(marker) == len("visitor#") + 32
    assert ip not in marker.removeprefix("visitor#") or len(ip) < 4


def test_marks_orders_apart_from_visitors():
    order = make_visit(method="POST", route="POST /orders", status=201, order_number="N-1")

    (marker,) = counting.tally([order], HOST).order_markers("salt")

    assert marker.startswith("order#")
    assert "N-1" not in marker


def test_sorts_visits_into_days_at_midnight_in_utc():
    late = make_visit(at=datetime(2026, 11, 23, 23, 59, 59, tzinfo=UTC))
    early = make_visit(at=datetime(2026, 11, 24, 0, 0, tzinfo=UTC))

    assert counting.by_day([late, early, late]) == {
        DAY: [late, late],
        DAY + timedelta(days=1): [early],
    }


def test_names_a_batch_by_its_log_events():
    assert counting.batch_id(["1", "2"]) == counting.batch_id(iter(["1", "2"]))
    assert counting.batch_id(["1", "2"]) != counting.batch_id(["12"])


def test_counts_a_day_until_its_salt_is_dead():
    end = datetime(2026, 11, 25, 0, 0, tzinfo=UTC)

    assert counting.forgotten_at(DAY) == end
    assert counting.can_be_counted(DAY, end - timedelta(seconds=1))
    assert not counting.can_be_counted(DAY, end)


@given(st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=1)))
def test_keeps_a_salt_no_longer_than_the_policy_says_whenever_it_was_made(since_midnight):
    made_at = datetime(2026, 11, 23, tzinfo=UTC) + since_midnight

    assert counting.forgotten_at(DAY) - made_at <= VISITOR_SALT


def test_keeps_the_numbers_for_as_long_as_the_policy_says():
    assert counting.counts_expire_at(DAY) == datetime(2026, 11, 23, tzinfo=UTC) + VISITOR_COUNTS


def test_forgets_the_days_whose_salt_is_dead():
    just_before = datetime(2026, 11, 24, 23, 59, 59, tzinfo=UTC)

    assert DAY not in counting.days_to_forget(just_before)
    assert counting.days_to_forget(just_before + timedelta(seconds=1)) == (
        date(2026, 11, 23),
        date(2026, 11, 22),
        date(2026, 11, 21),
    )


def test_forgets_everything_of_a_day_but_its_numbers():
    parts = (
        *("salt", "visitor#1", "order#1", "seen#1", "join#1", "batch#1", "referrers"),
        *("counts", "cell#country#GB", "cell#x#y"),
    )

    left = [part for part in parts if not counting.identifies(part)]
    assert left == ["counts", "cell#country#GB"]


def test_tallies_programs_by_their_rule_and_links_that_people_followed():
    click = {"route": "GET /links/{id}", "path": "/links/cookie-help", "status": 302}
    tally = counting.tally(
        [
            make_visit(user_agent="curl/8.5.0"),
            make_visit(user_agent="curl/8.5.0", path="/cart"),
            make_visit(user_agent=None),
            make_visit(**click),
            make_visit(**click, user_agent="curl/8.5.0"),
            make_visit(**click, do_not_count=True),
            make_visit(**(click | {"status": 404, "path": "/links/elsewhere"})),
        ],
        HOST,
    )
    assert tally.others == {
        ("bot", "curl/"): 2,
        ("bot", "no user agent"): 1,
        ("link", "cookie-help"): 1,
    }
    assert tally.bots == 3


def test_a_click_alone_is_something_to_count_but_nobody_to_mark():
    click = make_visit(route=counting.LINK_ROUTE, path="/links/cookie-help", status=302)
    tally = counting.tally([click], HOST)
    assert not tally.is_empty
    assert tally.visitor_markers("salt") == {}


def test_counts_a_visitors_traits_as_they_were_at_the_first_visit():
    first, second = make_visit(language="en-GB"), make_visit(language="cy")
    (cells,) = counting.tally([first, second], HOST).visitors.values()
    assert ("language", "en") in cells


def test_tallies_the_half_hours_in_which_visitors_were_there():
    later = AT + timedelta(minutes=31)
    tally = counting.tally(
        [
            make_visit(),
            make_visit(path="/cart"),
            make_visit(at=later),
            make_visit(at=later, user_agent="curl/8.5.0"),
            make_visit(at=later, ip="192.0.2.12", do_not_count=True),
            make_visit(at=later, ip="192.0.2.13", route="GET /health"),
        ],
        HOST,
    )
    assert {half for _, half in tally.seen} == {20, 21}
    assert len(tally.half_hours("salt")) == 2


def test_lets_no_visitor_be_followed_from_one_half_hour_to_the_next():
    visits = [make_visit(at=AT + timedelta(minutes=30 * n)) for n in range(4)]
    tally = counting.tally(visits, HOST)
    markers = {half_hour.marker for half_hour in tally.half_hours("salt")}
    assert len(markers) == 4
    assert not markers & {half_hour.marker for half_hour in tally.half_hours("another salt")}
    (visitor,) = tally.visitor_markers("salt")
    assert visitor.removeprefix("visitor#") not in "".join(markers)


def test_tallies_pages_and_products_of_people_alone():
    product = {"route": "GET /products/{sku}", "path": "/products/MUG-1"}
    order = {"method": "POST", "route": "POST /orders", "status": 303, "order_number": "N-1"}
    tally = counting.tally(
        [
            make_visit(**product),
            make_visit(**product, user_agent="curl/8.5.0"),
            make_visit(**product, do_not_count=True),
            make_visit(**order),
        ],
        HOST,
    )
    assert tally.others == {
        ("page", "GET /products/{sku}"): 1,
        ("product", "MUG-1"): 1,
        ("bot", "curl/"): 1,
    }
