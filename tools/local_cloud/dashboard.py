"""The operators' dashboard on this machine: the desk's widgets, and the metrics of the last hour.

It is served under `/_local/desk` by the local cloud and never by the shop: on another host than it,
so that neither can read what is the other's.
"""

import asyncio
import json
import os
import time
from collections.abc import Awaitable, Callable, MutableMapping
from functools import partial
from pathlib import Path
from typing import Any

from tools.local_cloud import metrics
from tools.local_cloud.clients import client
from tools.local_cloud.invoking import function_name
from tools.local_cloud.place import Place

type Scope = MutableMapping[str, Any]
type Receive = Callable[[], Awaitable[dict[str, Any]]]
type Send = Callable[[dict[str, Any]], Awaitable[None]]
type Answer = tuple[int, str, bytes]

PATH = "/_local/desk"
HOSTS = ("localhost", "127.0.0.1")
FILES = Path(__file__).parent / "dashboard_page"
KINDS = {".html": "text/html", ".css": "text/css", ".js": "text/javascript"}
# As many as Lambda takes of a request that is waited for.
LARGEST_EVENT_BYTES = 6_000_000
JSON = "application/json"
# Of 24 columns, as on CloudWatch, where a row is about as high.
ROW_PIXELS = 60
WIDGETS = (
    {"title": "Orders", "params": {"action": "orders"}, "width": 24, "height": 13},
    {"title": "Messages", "params": {"action": "messages"}, "width": 12, "height": 9},
    {"title": "Stock", "params": {"action": "products"}, "width": 12, "height": 9},
    {"title": "Visitors", "params": {"action": "visitors"}, "width": 24, "height": 12},
)
HEADERS = (
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    # The widgets have styles of their own, as on CloudWatch; nothing in them may run.
    (
        b"content-security-policy",
        (
            b"default-src 'none'; script-src 'self'; connect-src 'self'; img-src data:; "
            b"style-src 'self' 'unsafe-inline'; form-action 'none'; base-uri 'none'"
        ),
    ),
)


def is_asked(scope: Scope) -> bool:
    """Tell whether a request is for the dashboard: of this machine, and not of the shop's host."""
    if scope["type"] != "http" or not f"{scope['path']}/".startswith(f"{PATH}/"):
        return False
    return header(scope, b"host").partition(":")[0].lower() in HOSTS


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer a request for the dashboard."""
    body = await whole_body(receive) if scope["method"] == "POST" else b""
    status, kind, content = await asyncio.to_thread(partial(answer, scope, body))
    headers = [(b"content-type", f"{kind}; charset=utf-8".encode()), *HEADERS]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": content})


def answer(scope: Scope, body: bytes) -> Answer:
    """Return the status, kind and content of what is asked for."""
    name = scope["path"].removeprefix(PATH).lstrip("/")
    if scope["method"] == "POST":
        return invoked(scope, body) if name == "invoke" else refused(404)
    if name == "dashboard.json":
        return 200, JSON, json.dumps(described(here())).encode()
    if name == "metrics.json":
        return 200, JSON, json.dumps(metrics.last_hour(here(), time.time())).encode()
    path = FILES / (name or "dashboard.html")
    if path.parent != FILES or path.suffix not in KINDS or not path.is_file():
        return refused(404)
    return 200, KINDS[path.suffix], path.read_bytes()


def invoked(scope: Scope, body: bytes) -> Answer:
    """Call the desk's function as CloudWatch does: its page asks for it, and no other site's."""
    if header(scope, b"sec-fetch-site") not in ("same-origin", ""):
        return refused(403)
    asked = json.loads(body)
    place = here()
    if asked["endpoint"] != function_arn(place):
        return refused(403)
    reply = client(place, "lambda").invoke(
        FunctionName=asked["endpoint"], Payload=json.dumps(asked["event"]).encode()
    )
    return 200, JSON, reply["Payload"].read()


def refused(status: int) -> Answer:
    """Return a refusal."""
    return status, JSON, json.dumps({"refused": status}).encode()


def described(place: Place) -> dict[str, Any]:
    """Return the widgets, and the function that answers them."""
    endpoint = function_arn(place)
    return {
        "endpoint": endpoint,
        "account_id": endpoint.split(":")[4],
        "row_pixels": ROW_PIXELS,
        "widgets": WIDGETS,
    }


def function_arn(place: Place) -> str:
    """Return the ARN of the desk's function."""
    found = client(place, "lambda").get_function(FunctionName=function_name(place, "desk"))
    return str(found["Configuration"]["FunctionArn"])


def here() -> Place:
    """Return the place that this process serves."""
    return Place(int(os.environ["GATEWAY_PORT"]), Path(os.environ["LOCAL_FOLDER"]))


async def whole_body(receive: Receive) -> bytes:
    """Return a request's body, or nothing if it is larger than Lambda takes."""
    parts = []
    while True:
        message = await receive()
        parts.append(message.get("body", b""))
        if not message.get("more_body"):
            break
    body = b"".join(parts)
    return body if len(body) <= LARGEST_EVENT_BYTES else b"{}"


def header(scope: Scope, name: bytes) -> str:
    """Return a header's value, empty if it is absent."""
    return str(dict(scope["headers"]).get(name, b"").decode("latin-1"))
