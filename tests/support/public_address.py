"""The shop behind a real HTTP connection, in process: what a program on the internet reaches."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

from shop.gateways import clock
from tests.support.gateway import invoke, make_event, route_of


class PublicAddress(ThreadingHTTPServer):
    """The shop's server, with the headers it was sent; a route that is `broken` answers 503."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.sent: list[dict[str, str]] = []
        self.broken: set[str] = set()


class _Handler(BaseHTTPRequestHandler):
    server: PublicAddress

    def do_GET(self) -> None:
        self._serve()

    def do_POST(self) -> None:
        self._serve()

    def _serve(self) -> None:
        group, route, _ = route_of(self.command, urlsplit(self.path).path)
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.server.sent.append(headers)
        body = self.rfile.read(int(headers.get("content-length", "0"))).decode() or None
        if route in self.server.broken:
            self._answer(503, [], "")
            return
        event = make_event(self.command, self.path, body=body, headers=headers, now=clock.now())
        answer = invoke(group, event)
        self._answer(answer.status, answer.set_cookies, answer.text)

    def _answer(self, status: int, cookies: list[str], text: str) -> None:
        body = text.encode()
        self.send_response(status)
        for cookie in cookies:
            self.send_header("Set-Cookie", cookie)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_arguments: object) -> None:
        pass


@contextmanager
def opened_shop() -> Iterator[PublicAddress]:
    """Serve the shop at SITE_URL while the block runs."""
    before = os.environ["SITE_URL"]
    with PublicAddress() as shop:
        os.environ["SITE_URL"] = f"http://127.0.0.1:{shop.server_port}"
        thread = threading.Thread(target=shop.serve_forever)
        thread.start()
        try:
            yield shop
        finally:
            os.environ["SITE_URL"] = before
            shop.shutdown()
            thread.join()
