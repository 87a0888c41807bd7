"""The visitors' numbers, their charts, and the visits of one."""

from datetime import timedelta

import pytest
from PIL import Image

from shop.domain.demographics import Cell
from shop.domain.visitor_counts import Counts
from shop.domain.visits import records_of
from shop.gateways import clock
from shop.storage import visitor_counts, visits
from tests.support.logs import logged
from tests.support.orders import NUMBER
from tests.support.terminal import OPERATOR, PRINTED, Terminal
from tests.support.visits import make_visit
from tools.desk.visitors import bar_of
from tools.desk.words import NOTHING

pytestmark = pytest.mark.usefixtures("tables")
SESSION = "a" * 22


def count(days_ago: int, visitors: int, cells: dict[Cell, int] | None = None) -> None:
    day = (clock.now() - timedelta(days=days_ago)).date()
    counts = Counts(
        page_views=3 * visitors, visitors=visitors, bots=2, orders=1, visits=visitors + 2
    )
    visitor_counts.add_counts(day, "1", counts, cells, seconds_left=10)


def lines_of(terminal: Terminal, *arguments: str) -> list[str]:
    assert terminal.run("visitors", *arguments) == 0
    return [" ".join(line.split()) for line in terminal.out.splitlines()]


def test_a_day_is_a_bar_with_its_conversion():
    count(0, 20)
    count(1, 10)
    lines = lines_of(Terminal(), "--days", "2")
    assert (
        "30 visitors (sum of daily visitors), 34 visits (sum of daily visits), 90 pages, 2 orders, "
        "6.7 % conversion"
    ) in " ".join(lines)
    bars = [line.split() for line in lines if "█" in line]
    assert [(len(bar[1]), bar[2:]) for bar in bars] == [
        (15, ["10", "12", "30", "1", "10.0", "%"]),
        (30, ["20", "22", "60", "1", "5.0", "%"]),
    ]


def test_reports_on_the_days_that_are_named():
    for ago, visitors in ((0, 7), (1, 20), (2, 9)):
        count(ago, visitors)
    day = str((clock.now() - timedelta(days=1)).date())
    terminal = Terminal()
    text = " ".join(" ".join(lines_of(terminal, "--from", day, "--to", day)).split())
    assert f"Visitors of 1 day, {day} to {day} (UTC) 20 visitors" in text
    assert lines_of(terminal, "--to", day, "--days", "2")
    assert terminal.sent[-1] == {"action": "visitors", "last_on": day, "days": 2}
    assert terminal.run("visitors", "--from", day, "--days", "2") == 2


def test_tells_no_number_of_fewer_than_five_people():
    cells: dict[Cell, int] = {("country", "GB"): 6, ("country", "IS"): 4, ("bot", "curl/"): 2}
    count(0, 15, cells)
    text = "\n".join(lines_of(Terminal()))
    assert "GB" in text
    assert "IS" not in text.split()
    assert "others, and each of fewer than 5 9" in text
    assert "curl/" in text


def test_a_rest_of_fewer_than_five_is_told_as_that():
    report = {
        "days": [],
        "months": [],
        "bots": {},
        "links": {},
        "pages": {"views": {}, "others": 0},
        "products": {"views": {"MUG-1": 7}, "others": 0},
        "notes": [],
        "sum_of_days": {"visitors": 0, "visits": 0, "page_views": 0, "orders": 0},
        "demographics": {"country": {"visitors": {"GB": 6}, "others": 3}},
    }
    text = "\n".join(lines_of(Terminal(lambda _event: {"Payload": report})))
    assert "others, and each of fewer than 5 fewer than 5" in text


def test_a_day_from_before_visits_were_counted_has_none():
    day = clock.now().date()
    counts = Counts(page_views=30, visitors=10)
    visitor_counts.add_counts(day, "1", counts, seconds_left=10)
    (line,) = [line for line in lines_of(Terminal(), "--days", "1") if "█" in line]
    assert line.split()[2:4] == ["10", NOTHING]


def test_shows_views_of_pages_and_products_and_who_led_here():
    cells: dict[Cell, int] = {
        ("page", "GET /products/{sku}"): 20,
        ("product", "MUG-1"): 12,
        ("product", "RARE-1"): 1,
        ("referrer", "search.example.com"): 10,
    }
    count(0, 20, cells)
    text = "\n".join(lines_of(Terminal()))
    assert "Views by page" in text
    assert "Views by product" in text
    for shown in ("GET /products/{sku}", "MUG-1", "search.example.com"):
        assert shown in text
    assert "RARE-1" not in text


def test_draws_a_picture(tmp_path):
    count(0, 20)
    count(1, 10)
    file = tmp_path / "visitors.png"
    lines_of(Terminal(), "--days", "2", "--png", str(file))
    image = Image.open(file)
    assert image.size == (1200, 480)
    blue = [image.getpixel((x, 410)) == (31, 95, 139) for x in (345, 895)]
    assert blue == [True, True]
    tall = [image.getpixel((x, 150)) == (31, 95, 139) for x in (345, 895)]
    assert tall == [False, True]


@pytest.mark.parametrize(
    ("number", "most", "bar"),
    [(0, 10, ""), (10, 10, "████"), (5, 10, "██"), (1, 10_000, "▏"), (0, 0, ""), (9, 16, "██▎")],
)
def test_a_bar_is_as_long_as_its_number(number, most, bar):
    assert bar_of(number, most, 4) == bar


@pytest.mark.parametrize(
    ("option", "value", "shown"),
    [("--order", NUMBER, "/o"), ("--session", SESSION, "/s"), ("--address", "2001:db8::1", "/a")],
)
def test_visits_are_shown_by_order_session_and_address_for_a_reason(option, value, shown):
    at = clock.now()
    for changes in (
        {"path": "/o", "order_number": NUMBER},
        {"path": "/s", "session": SESSION},
        {"path": "/a", "ip": "2001:db8::1"},
    ):
        visits.insert_all(records_of(make_visit(at=at, **changes)))
    terminal = Terminal()
    PRINTED.clear()
    with logged() as log:
        assert terminal.run("visits", option, value, "--reason", "could not order") == 0
    assert f"GET {shown} " in terminal.out
    assert terminal.out.startswith("1 visit ")
    assert '"VisitLookUps":1' in PRINTED[0]
    assert "are logged" in terminal.err
    (line,) = [line for line in log if line["message"] == "desk-action"]
    assert (line["operator"], line["reason"]) == (OPERATOR, "could not order")


def test_a_look_without_a_reason_is_refused():
    terminal = Terminal()
    assert terminal.run("visits", "--order", NUMBER) == 2
    assert terminal.run("visits", "--order", NUMBER, "--reason", "  ") == 1
