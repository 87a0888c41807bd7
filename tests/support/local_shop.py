"""The shop deployed on a local cloud of its own, for the tests that speak HTTP to it.

`tests/e2e/conftest.py` and `tests/browser/conftest.py` import the fixtures and hooks. It starts
when the first test asks for it, on a free port and in an empty folder, so that a shop that
`make run` serves is not disturbed, and it ends with the test run. With TEST_SHOP_PORT set, the
tests use the shop that this folder runs at that port, and leave it running.
"""

import functools
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any

import httpx
import pytest

from tools.local_cloud import clients
from tools.local_cloud.place import PROJECT, Place

FIRST_PORT = 3100
START_SECONDS = 300
MAIL_SECONDS = 20

type Mail = Mapping[str, Any]


class Loopback(httpx.HTTPTransport):
    """Treats *.localhost as browsers do.

    It is this machine, whatever the resolver says, and secure enough for Secure cookies, which
    httpx keeps but would not send.
    """

    def __init__(self, jar: CookieJar) -> None:
        # Keeps no connection, so that a client that is not closed leaves no socket open.
        super().__init__(limits=httpx.Limits(max_keepalive_connections=0))
        self._jar = jar

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send the request, with its own Host header, to 127.0.0.1."""
        local = httpx.Request(
            request.method,
            request.url.copy_with(host="127.0.0.1"),
            headers=request.headers,
            stream=request.stream,
            extensions=request.extensions,
        )
        asking = urllib.request.Request(str(request.url))  # noqa: S310 - only carries the address
        self._jar.add_cookie_header(asking)
        cookie = asking.get_header("Cookie")
        if cookie:
            local.headers.setdefault("Cookie", cookie)
        return super().handle_request(local)


@dataclass(frozen=True, slots=True)
class LocalShop:
    """A running shop and what a test may want from it."""

    place: Place

    @property
    def site_url(self) -> str:
        """The shop's address, as in `http://shop.localhost:3100`."""
        return self.place.site_url

    def client(self, **options: Any) -> httpx.Client:
        """Return a visitor of its own, with an empty cookie jar."""
        jar = CookieJar(DefaultCookiePolicy(secure_protocols=("http", "https")))
        settings: dict[str, Any] = {"cookies": jar, "transport": Loopback(jar), "timeout": 60}
        return httpx.Client(base_url=self.site_url, **(settings | options))

    def mails(self, to: str) -> list[Mail]:
        """Return the mails sent to an address, oldest first (`Subject`, `BodyText`, ...)."""
        reply = httpx.get(f"{self.place.endpoint}/_ministack/ses/messages", timeout=10)
        sent = [mail for mails in reply.json()["messages"].values() for mail in mails]
        return [mail for mail in sent if to in mail["To"]]

    def wait_for_mail(self, to: str, subject: str = "") -> Mail:
        """Return the newest mail to an address whose subject contains `subject`.

        Raises:
            AssertionError: None came in time.
        """
        deadline = time.monotonic() + MAIL_SECONDS
        while time.monotonic() < deadline:
            found = [mail for mail in self.mails(to) if subject in mail["Subject"]]
            if found:
                return found[-1]
            time.sleep(0.2)
        raise AssertionError(f"no mail {subject!r} to {to} within {MAIL_SECONDS} s")

    def aws(self, service: str) -> Any:
        """Return an AWS client of the local cloud, as the account's root user."""
        return clients.client(self.place, service)

    def outputs(self) -> dict[str, str]:
        """Return the stack's outputs, which name the tables."""
        return clients.outputs(self.place)


def command(name: str, place: Place) -> subprocess.CompletedProcess[str]:
    """Run a command of `tools.local_cloud` on the tests' place."""
    environment = place.environment() | {
        "LOCAL_PORT": str(place.port),
        "LOCAL_FOLDER": str(place.folder),
    }
    return subprocess.run(
        [sys.executable, "-m", "tools.local_cloud", name],
        cwd=PROJECT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=START_SECONDS,
        check=False,
    )


def free_port() -> int:
    """Return the first free port for tests."""
    for port in range(FIRST_PORT, FIRST_PORT + 100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)):
                return port
    raise AssertionError("no free port")


@functools.cache
def started() -> LocalShop:
    """Start the shop once for all tests of this run."""
    running = os.environ.get("TEST_SHOP_PORT")
    if running:
        return LocalShop(Place(port=int(running), folder=PROJECT / ".local"))
    port = free_port()
    folder = PROJECT / ".local" / f"test-{os.getpid()}"
    shop = LocalShop(Place(port=port, folder=folder))
    done = command("up", shop.place)
    assert done.returncode == 0, f"the shop did not start:\n{done.stdout}{done.stderr}"
    return shop


@pytest.fixture(scope="session")
def shop() -> LocalShop:
    """The shop, seeded, on the local cloud."""
    return started()


@pytest.fixture(scope="session")
def base_url(shop: LocalShop) -> str:
    """The shop's address."""
    return shop.site_url


@pytest.fixture
def visitor(shop: LocalShop) -> Iterator[httpx.Client]:
    """A visitor whom the shop has never seen."""
    with shop.client() as client:
        yield client


@pytest.fixture
def new_visitor(shop: LocalShop) -> Iterator[Callable[..., httpx.Client]]:
    """Make as many visitors as a test needs."""
    made: list[httpx.Client] = []

    def make(**options: Any) -> httpx.Client:
        made.append(shop.client(**options))
        return made[-1]

    yield make
    for client in made:
        client.close()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the slow tests by their folder; only they may open sockets."""
    # As text: with paths, twelve thousand comparisons took seconds.
    for item in items:
        for name in ("e2e", "browser"):
            if item.nodeid.startswith(f"tests/{name}/"):
                item.add_marker(name)
                item.add_marker("enable_socket")


def pytest_sessionfinish() -> None:
    """Stop the shop and remove its data, also after failures."""
    if started.cache_info().currsize and "TEST_SHOP_PORT" not in os.environ:
        # After Ctrl-C a worker is interrupted once more while it does this.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        shop = started()
        command("down", shop.place)
        shutil.rmtree(shop.place.folder, ignore_errors=True)
        started.cache_clear()
