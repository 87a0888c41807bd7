"""The dashboard on this machine: for its own page only, and for the desk's function only."""

import asyncio
import json
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from shop.web.desk.widget_pages import PAGES
from tools.local_cloud import dashboard
from tools.local_cloud.place import HOST

HEADERS = [(b"host", b"localhost:3000")]


def scope(path: str, method: str = "GET", headers: Any = None) -> dict[str, Any]:
    return {"type": "http", "path": path, "method": method, "headers": headers or HEADERS}


def run(awaited: Coroutine[Any, Any, Any]) -> Any:
    # In a thread of its own: where tests in a browser ran before, this one has a loop already.
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, awaited).result()


def asked(path: str, method: str = "GET", headers: Any = None) -> tuple[Any, bytes]:
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"body": b"{}", "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    run(dashboard.app(scope(path, method, headers), receive, send))
    return sent[0], sent[1]["body"]


@pytest.mark.parametrize("path", ["/_local/desk", "/_local/desk/", "/_local/desk/invoke"])
def test_is_there_on_this_machine_and_never_on_the_shops_host(path):
    assert dashboard.is_asked(scope(path))
    for host in (HOST, "shop.example.com", "localhost.example.com"):
        assert not dashboard.is_asked(scope(path, headers=[(b"host", host.encode())]))


@pytest.mark.parametrize("path", ["/", "/_local/desktop", "/_local/status", "/login"])
def test_leaves_the_rest_to_the_local_cloud(path):
    assert not dashboard.is_asked(scope(path))
    assert not dashboard.is_asked({"type": "lifespan"})


@pytest.mark.parametrize("name", ["", "/dashboard.css", "/dashboard.js"])
def test_serves_its_page_on_which_nothing_of_a_widget_can_run(name):
    start, body = asked(f"/_local/desk{name}")
    headers = dict(start["headers"])
    assert start["status"] == 200
    assert body
    assert b"script-src 'self';" in headers[b"content-security-policy"]


@pytest.mark.parametrize("name", ["../gateway.py", "nothing.js", "invoke"])
def test_serves_nothing_else(name):
    assert asked(f"/_local/desk/{name}")[0]["status"] == 404


def test_another_sites_page_cannot_act():
    foreign = [*HEADERS, (b"sec-fetch-site", b"cross-site")]
    assert asked("/_local/desk/invoke", "POST", foreign)[0]["status"] == 403
    assert asked("/_local/desk/other", "POST")[0]["status"] == 404


def test_its_widgets_are_pages_of_the_desk():
    actions = [widget["params"]["action"] for widget in dashboard.WIDGETS]
    assert set(actions) <= set(PAGES)
    assert all(0 < widget["width"] <= 24 for widget in dashboard.WIDGETS)
    assert json.dumps(dashboard.WIDGETS)


def test_a_body_larger_than_lambda_takes_is_not_passed_on():
    parts = [b"x" * dashboard.LARGEST_EVENT_BYTES, b"x"]

    async def receive() -> dict[str, Any]:
        return {"body": parts.pop(0), "more_body": bool(parts)}

    assert run(dashboard.whole_body(receive)) == b"{}"
