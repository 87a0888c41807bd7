import pytest

from shop import telemetry
from shop.web import request_log
from shop.web.api import Api
from shop.web.replies import Reply
from shop.web.requests import Request, short_hash
from tests.support.gateway import make_event
from tests.support.logs import counted, lines_in

api = Api("contact")


@api.route("GET /contact")
def answer(request: Request) -> Reply:
    request.order_number = "A1"
    return Reply(data=1)


def told(capsys, event):
    api.lambda_handler(event, None)
    output = capsys.readouterr().out
    [line] = [line for line in lines_in(output) if line["message"] == "request"]
    return line, counted(output)


def test_tells_a_request_and_counts_it(capsys):
    event = make_event("GET", "/contact", cookies={"__Host-session": "id.secret"})
    line, counts = told(capsys, event)
    expected = {
        "function": "contact",
        "route": "GET /contact",
        "status": 200,
        "outcome": "ok",
        "channel": "json",
        "request_id": "request-1",
        "session": short_hash("id"),
        "order_number": "A1",
        "Requests": 1,
    }
    assert expected.items() <= line.items()
    assert line["RequestDuration"] == line["duration_ms"]
    assert "code" not in line
    assert set(counts) - {"ColdStarts"} == {"Requests", "RequestDuration"}


def test_tells_why_a_request_was_refused(capsys):
    line, counts = told(capsys, make_event("GET", "/nothing", headers={"accept": "text/html"}))
    assert (line["status"], line["outcome"], line["code"]) == (404, "refused", "not-found")
    assert line["channel"] == "page"
    assert "RequestsFailed" not in counts


def test_counts_a_failure_for_its_function(capsys):
    telemetry.begin()
    request_log.finish(Request(make_event("GET", "/contact")), "contact", status=500, duration_ms=1)
    [line] = lines_in(capsys.readouterr().out)
    assert (line["outcome"], line["RequestsFailed"], line["function"]) == ("failed", 1, "contact")


@pytest.mark.parametrize("number", [None, "$LATEST"])
def test_counts_a_failure_for_no_version_where_none_is_published(capsys, monkeypatch, number):
    if number:
        monkeypatch.setenv("AWS_LAMBDA_FUNCTION_VERSION", number)
    telemetry.begin()
    request_log.finish(Request(make_event("POST", "/login")), "sessions", status=500, duration_ms=1)
    [line] = lines_in(capsys.readouterr().out)
    assert "VersionFailed" not in line


def test_counts_a_failure_for_the_published_version(capsys, monkeypatch):
    monkeypatch.setenv("AWS_LAMBDA_FUNCTION_VERSION", "12")
    telemetry.begin()
    request_log.finish(Request(make_event("POST", "/orders")), "orders", status=503, duration_ms=1)
    [line] = lines_in(capsys.readouterr().out)
    assert (line["VersionFailed"], line["version"]) == (1, "orders:12")
    by_dimensions = {
        tuple(directive["Dimensions"][0]): [metric["Name"] for metric in directive["Metrics"]]
        for directive in line["_aws"]["CloudWatchMetrics"]
    }
    assert by_dimensions[("service", "version")] == ["VersionFailed"]


@pytest.mark.parametrize(
    ("status", "outcome"),
    [(200, "ok"), (304, "ok"), (399, "ok"), (400, "refused"), (499, "refused"), (500, "failed")],
)
def test_an_answer_is_of_one_of_three_kinds(status, outcome):
    assert request_log.outcome_of(status) == outcome


def test_nothing_of_who_asks_is_in_it(capsys):
    event = make_event(
        "GET",
        "/contact?email=canary@example.com",
        address="192.0.2.44",
        headers={"user-agent": "canary", "referer": "https://canary.example.com/"},
        cookies={"__Host-session": "canary.canary", "__Host-visitor": "canary"},
    )
    line, _ = told(capsys, event)
    assert "canary" not in str(line)
    assert "192.0.2" not in str(line)
