"""Every event in `events/` is answered as its name says, so that none of them can rot."""

import base64
import importlib
import json
import re
from pathlib import Path
from typing import Any

import pytest

from shop.web.headers import SECURITY_HEADERS
from shop.web.routes import ROUTES
from tests.support.examples import EVENTS, add_examples
from tests.support.gateway import NOW
from tests.support.logs import logged
from tests.support.tables import Tables

HTTP = [path for path in EVENTS if path.parent.name in ROUTES]
OTHERS = [path for path in EVENTS if path.parent.name not in ROUTES]
# Of who is not logged in, or where an example names what only its sender has.
NEEDS_SOMEBODY = {401, 403}
MEMBERS = {
    "version",
    "routeKey",
    "rawPath",
    "rawQueryString",
    "headers",
    "requestContext",
    "isBase64Encoded",
}


def name_of(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


# Of the order desk; what is bad to others is raised or told as a failure.
REFUSALS = {None, "invalid-fields", "not-found"}


def is_bad(path: Path) -> bool:
    return "-bad-" in f"{path.stem}-"


def read(path: Path) -> dict[str, Any]:
    event: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return event


@pytest.fixture
def shop(tables: Tables, monkeypatch: pytest.MonkeyPatch) -> Tables:
    """The tables with the goods that events name, a customer, a conversation and a review.

    At the public address nobody answers.
    """
    monkeypatch.setenv("SITE_URL", "http://127.0.0.1:9")
    add_examples()
    return tables


def answered(path: Path) -> Any:
    event = read(path)
    if path in HTTP:
        # What the stack above holds is of this day.
        event["requestContext"]["timeEpoch"] = int(NOW.timestamp() * 1000)
    return importlib.import_module(f"functions.{path.parent.name}.app").lambda_handler(event, None)


@pytest.mark.parametrize("path", HTTP, ids=name_of)
def test_is_answered_as_its_name_says(shop, path):
    with logged() as lines:
        answer = answered(path)
    faults = [line.get("exception", line) for line in lines if line["level"] == "ERROR"]
    assert faults == []
    status = answer["statusCode"]
    if is_bad(path):
        assert 400 <= status < 500, answer["body"]
    else:
        allowed = NEEDS_SOMEBODY | ({404} if read(path).get("pathParameters") else set())
        assert status < 400 or status in allowed, answer["body"]
    assert answer["headers"].items() >= SECURITY_HEADERS.items()
    assert "set-cookie" not in {name.lower() for name in answer["headers"]}


@pytest.mark.parametrize("path", HTTP, ids=name_of)
def test_is_a_whole_event_of_payload_format_2(path):
    event = read(path)
    assert MEMBERS - set(event) == set()
    assert event["version"] == "2.0"
    assert event["requestContext"]["http"].keys() >= {"method", "path", "sourceIp"}
    assert event["requestContext"]["requestId"]


@pytest.mark.parametrize("path", HTTP, ids=name_of)
def test_names_no_time_so_that_it_is_of_today(path):
    assert "timeEpoch" not in read(path)["requestContext"]


@pytest.mark.parametrize("path", HTTP, ids=name_of)
def test_agrees_with_itself(path):
    event = read(path)
    method, _, template = event["routeKey"].partition(" ")
    http = event["requestContext"]["http"]
    assert http["path"] == event["rawPath"]
    if template:
        form = re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>[^/]+)", re.escape(template))
        matched = re.fullmatch(form, event["rawPath"])
        assert matched, "the path is not of this route"
        assert http["method"] == method
        assert (event.get("pathParameters") or {}) == matched.groupdict()


@pytest.mark.enable_socket
@pytest.mark.parametrize("path", OTHERS, ids=name_of)
def test_an_event_that_is_not_http_is_handled(shop, path):
    try:
        answer = answered(path)
    except (LookupError, ValueError):
        assert is_bad(path)
    else:
        told = answer if isinstance(answer, dict) else {}
        assert is_bad(path) or told.get("batchItemFailures", []) == []
        # The order desk refuses in words, and knows none of the orders that events name.
        assert told.get("error") in ((None, "not-found") if not is_bad(path) else REFUSALS)


@pytest.mark.parametrize("path", EVENTS, ids=name_of)
def test_holds_nobodys_data(path):
    text = path.read_text(encoding="utf-8")
    for encoded in re.findall(r'"data": "([A-Za-z0-9+/=]+)"', text):
        text += str(base64.b64decode(encoded))
    addresses = set(re.findall(r"[\w.+-]+@[\w.-]+\w", text))
    assert [a for a in addresses if not re.search(r"@(\w+\.)*example\.(com|org|net)$", a)] == []
    networks = set(re.findall(r'"(\d+\.\d+\.\d+\.\d+)"', text))
    assert [
        n for n in networks if not n.startswith(("192.0.2.", "198.51.100.", "203.0.113."))
    ] == []
