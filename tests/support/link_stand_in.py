"""Another site, on a real HTTP connection: `/<status>` answers with that status."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Site:
    """Where it is, and what it was asked for."""

    url: str
    asked: list[tuple[str, str]] = field(default_factory=list)


@contextmanager
def opened_site() -> Iterator[Site]:
    """Serve the other site while the block runs."""

    class Handler(BaseHTTPRequestHandler):
        def do_HEAD(self) -> None:
            self._answer(405 if self.path == "/no-head" else self._status())

        def do_GET(self) -> None:
            self._answer(200 if self.path == "/no-head" else self._status())

        def _status(self) -> int:
            return int(self.path.removeprefix("/"))

        def _answer(self, status: int) -> None:
            site.asked.append((self.command, self.path))
            self.send_response(status)
            self.send_header("Location", f"{site.url}/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_arguments: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        site = Site(f"http://127.0.0.1:{server.server_port}")
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield site
        finally:
            server.shutdown()
            thread.join()
