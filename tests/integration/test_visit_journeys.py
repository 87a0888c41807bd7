"""From a request over its log line to the visit log, the counts and the visitor's own page."""

from datetime import timedelta

import pytest

from functions.desk.app import lambda_handler as ask_the_desk
from functions.housekeeping.app import lambda_handler as keep_house
from functions.visits.app import lambda_handler as deliver
from shop.gateways import clock
from tests.support.gateway import Client
from tests.support.tables import Tables
from tests.support.visits import FIREFOX, log_batch


class Journey:
    """Visitors of the shop and the log group that their lines go to."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys
        self._batches = 0

    def visitor(self, address: str, **headers: str) -> Client:
        return Client(
            now=clock.now(), address=address, headers={"user-agent": FIREFOX} | _dashed(headers)
        )

    def deliver(self, *, times: int = 1) -> None:
        """Hand the lines written since the last time to the `visits` function."""
        lines = self._capsys.readouterr().out.splitlines()
        self._batches += 1
        for _ in range(times):
            deliver(log_batch(lines, name=f"batch-{self._batches}"), None)


def _dashed(headers: dict[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}


@pytest.fixture
def journey(capsys: pytest.CaptureFixture[str], tables: Tables) -> Journey:
    return Journey(capsys)


def _counts(tables: Tables) -> dict[str, int]:
    (row,) = (row for row in tables.items("VisitorCountsTable") if row["part"] == "counts")
    return {name: row[name] for name in ("page_views", "visitors", "bots")}


def test_a_visitor_finds_every_request_in_the_log_the_refused_ones_too(journey: Journey):
    visitor = journey.visitor("192.0.2.20")
    for path in ("/policies", "/policies/privacy", "/policies/nonsense"):
        visitor.get(path)
        visitor.now += timedelta(seconds=1)
    visitor.post("/cookies", {"recognition": "perhaps"})
    journey.deliver()

    shown = visitor.get("/visits").json

    assert shown["address"] == "192.0.2.20"
    assert [(v["method"], v["path"], v["status"]) for v in shown["visits"]] == [
        ("POST", "/cookies", 422),
        ("GET", "/policies/nonsense", 404),
        ("GET", "/policies/privacy", 200),
        ("GET", "/policies", 200),
    ]


def test_a_visitor_finds_nothing_of_others(journey: Journey):
    journey.visitor("192.0.2.20").get("/policies")
    journey.deliver()

    assert journey.visitor("192.0.2.21").get("/visits").json["visits"] == []


def test_visitors_are_counted_once_a_day_however_often_lines_are_delivered(
    journey: Journey, tables: Tables
):
    first, second = journey.visitor("192.0.2.20"), journey.visitor("192.0.2.21")
    first.get("/policies")
    second.get("/policies")
    journey.deliver(times=3)
    first.get("/policies/terms")
    journey.deliver(times=2)

    assert _counts(tables) == {"page_views": 3, "visitors": 2, "bots": 0}


def test_a_program_is_counted_apart(journey: Journey, tables: Tables):
    journey.visitor("192.0.2.20", user_agent="Examplebot/1.0").get("/policies")
    journey.visitor("192.0.2.21").get("/policies")
    journey.deliver()

    assert _counts(tables) == {"page_views": 1, "visitors": 1, "bots": 1}


@pytest.mark.parametrize("signal", ["sec_gpc", "dnt"])
def test_a_browser_that_asks_not_to_be_tracked_is_logged_but_not_counted(
    signal: str, journey: Journey, tables: Tables
):
    visitor = journey.visitor("192.0.2.20", **{signal: "1"})
    visitor.get("/policies")
    journey.deliver()

    assert tables.count("VisitorCountsTable") == 0
    (visit,) = visitor.get("/visits").json["visits"]
    assert visit["purposes"] == ["use-of-site", "diagnosis"]


def test_a_visitor_who_said_no_on_the_page_is_not_counted_from_then_on(
    journey: Journey, tables: Tables
):
    visitor = journey.visitor("192.0.2.20")
    visitor.page = True
    visitor.post("/cookies", {"recognition": "false", "statistics": "false"})
    visitor.get("/policies")
    journey.deliver()

    assert tables.count("VisitorCountsTable") == 0
    assert tables.count("ConsentsTable") == 1


def test_no_address_and_no_browser_is_kept_with_the_counts(journey: Journey, tables: Tables):
    journey.visitor("192.0.2.20").get("/policies")
    journey.deliver()
    keep_house({"task": "rotate-visitor-salt"}, None)

    kept = str(tables.items("VisitorCountsTable"))
    assert "192.0.2.20" not in kept
    assert "Firefox" not in kept
    assert _counts(tables)["visitors"] == 1


def test_a_visit_is_shown_until_its_time_is_over(journey: Journey):
    visitor = journey.visitor("192.0.2.20")
    visitor.get("/policies")
    journey.deliver()

    visitor.now += timedelta(days=29)
    assert len(visitor.get("/visits").json["visits"]) == 1
    visitor.now += timedelta(days=2)
    assert visitor.get("/visits").json["visits"] == []


def test_a_visitor_erases_what_was_logged_and_finds_it_gone(journey: Journey, tables: Tables):
    visitor = journey.visitor("192.0.2.20")
    visitor.get("/policies")
    visitor.now += timedelta(seconds=1)
    visitor.get("/policies/privacy")
    another = journey.visitor("192.0.2.20", user_agent="Another browser")
    another.now = visitor.now + timedelta(seconds=1)
    another.get("/policies")
    journey.deliver()
    assert len(visitor.get("/visits").json["visits"]) == 3

    assert visitor.post("/visits/erase", {}).json == {"erased": 2, "kept": 0}

    (row,) = tables.items("VisitsTable")
    assert row["user_agent"] == "Another browser"
    assert _counts(tables)["visitors"] == 2


def test_operators_see_how_many_came_from_where_but_not_of_few(journey: Journey):
    for number in range(6):
        journey.visitor(f"192.0.2.{number + 1}", accept_language="cy-GB").get("/policies")
    for number in range(5):
        journey.visitor(f"192.0.2.{number + 101}", accept_language="en").get("/policies")
    journey.visitor("192.0.2.200", accept_language="is").get("/policies")
    journey.visitor("192.0.2.201", user_agent="Examplebot/1.0").get("/policies")
    journey.visitor("192.0.2.202").get("/links/cookie-help")
    journey.deliver(times=2)

    report = ask_the_desk({"action": "visitors", "days": 1}, None)

    assert isinstance(report, dict)
    # The one from Iceland would be the difference to the total, so the five are not told either.
    assert report["demographics"]["language"]["visitors"] == {"cy": 6}
    assert report["bots"] == {"bot": 1}
    assert report["links"] == {"cookie-help": 1}
