"""A request as handlers see it: read once from API Gateway's event (payload format 2.0)."""

import hashlib
import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from shop.domain.consents import Signal
from shop.domain.cookie_choices import Choices, KeptAnswer, choices_in_force, read_answer
from shop.domain.display import Preferences, read_preferences
from shop.domain.policy_changes import last_in_force
from shop.gateways import clock
from shop.gateways.policy_changes import material_changes
from shop.gateways.settings import ORIGIN_SECRET
from shop.web import cookies
from shop.web.bodies import FORM_TYPE, parse_body, parse_form, raw_body
from shop.web.client_address import client_address
from shop.web.representation import HTML, JSON, preferred

if TYPE_CHECKING:
    from shop.domain.customers import Customer

_REQUEST_ID = re.compile(r"[A-Za-z0-9_=-]{1,128}")
_LONGEST_PATH = 512
_LOGIN_PAGE = re.compile(r"https?://[^/?#]+/login(?:[?#]|$)")


class Request:
    """One HTTP request; `now` is the instant API Gateway took it in."""

    def __init__(
        self, event: dict[str, Any], *, time_left: timedelta = timedelta(seconds=10)
    ) -> None:
        """Read an event; whatever is missing or of a wrong kind is taken as absent."""
        context = _dict(event.get("requestContext"))
        http = _dict(context.get("http"))
        self._event = event
        self.route_key = _text(event.get("routeKey")) or "$default"
        self.method = (_text(http.get("method")) or "GET").upper()
        self.path = (_text(event.get("rawPath")) or _text(http.get("path")) or "/")[:_LONGEST_PATH]
        self.query_string = _text(event.get("rawQueryString"))
        self.headers = {name.lower(): value for name, value in _texts(event.get("headers")).items()}
        self.path_parameters = _texts(event.get("pathParameters"))
        self.cookies = cookies.read_cookies(event, self.headers)
        self.address = _text(client_address(event, self.headers, ORIGIN_SECRET))
        self.id = _request_id(context.get("requestId"))
        self.now = _instant(context.get("timeEpoch"))
        self.time_left = time_left
        self.reply_cookies: list[str] = []
        # What was found out while answering and need not be asked twice, by who found it out.
        self.kept: dict[str, Any] = {}
        # What the visit line says beyond the request itself; set by whoever finds it out.
        self.customer_id: str | None = None
        self.order_number: str | None = None
        # Why it was refused, for the operators' line alone.
        self.problem_code: str | None = None

    @property
    def wants_page(self) -> bool:
        """Whether the client prefers a page to data."""
        return self.prefers((JSON, HTML)) == HTML

    def prefers(self, offered: tuple[str, ...]) -> str:
        """Return the one of the offered media types that the client prefers."""
        return preferred(self.headers.get("accept"), offered)

    @property
    def is_form(self) -> bool:
        """Whether the body comes from a form, whose values are all text."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower() == FORM_TYPE

    @property
    def has_body(self) -> bool:
        """Whether anything was sent in the body."""
        return bool(self._event.get("body"))

    def raw_body(self) -> bytes:
        """Return the body as it came, for what is signed byte by byte.

        Raises:
            InvalidRequest: it is said to be base64 and is not.
            TooLarge: it is larger than the shop reads.
        """
        return raw_body(self._event)

    def fields(self) -> dict[str, Any]:
        """Return the fields of the body, decoded and not yet checked.

        Raises:
            InvalidRequest: the body is broken.
            TooLarge: it is larger than the shop reads.
            UnsupportedMediaType: it is neither JSON nor a form.
        """
        return parse_body(raw_body(self._event), self.headers.get("content-type", ""))

    def query(self) -> dict[str, Any]:
        """Return the fields of the query string, not yet checked.

        Raises:
            InvalidRequest: a field comes twice, or is not text.
        """
        return parse_form(self.query_string.encode())

    @property
    def cookie_answer(self) -> KeptAnswer | None:
        """What the visitor answered about cookies and counting, in force or not."""
        return read_answer(self.cookies.get(cookies.CHOICES.name))

    @property
    def choices(self) -> Choices:
        """The choices about cookies and counting that are in force."""
        answer = self.cookie_answer
        return choices_in_force(
            answer,
            self._last_material() if answer else "",
            asked_not_to_be_tracked=self.asks_not_to_be_tracked,
        )

    @property
    def must_choose_again(self) -> bool:
        """Whether the cookie policy has changed in a way that matters since the visitor chose."""
        answer = self.cookie_answer
        return answer is not None and answer.is_outdated(self._last_material())

    def _last_material(self) -> str:
        return last_in_force(material_changes(), "cookies", self.now.date())

    @property
    def signals(self) -> tuple[Signal, ...]:
        """What the browser itself asks for: Global Privacy Control, Do Not Track."""
        sent: tuple[tuple[Signal, str], ...] = (("gpc", "sec-gpc"), ("dnt", "dnt"))
        return tuple(signal for signal, header in sent if self.headers.get(header) == "1")

    @property
    def asks_not_to_be_tracked(self) -> bool:
        """Whether the browser sends Global Privacy Control or Do Not Track."""
        return bool(self.signals)

    @property
    def came_from_login(self) -> bool:
        """Whether a browser without a session was led here by the page to log in."""
        has_session = cookies.SESSION.name in self.cookies
        return not has_session and bool(_LOGIN_PAGE.match(self.headers.get("referer", "")))

    @property
    def session_hash(self) -> str | None:
        """A short hash that ties the requests of one session together and is no use as a cookie.

        The login session's identifier, else the anonymous cart's; None without either.
        """
        session = self.cookies.get(cookies.SESSION.name, "").partition(".")[0]
        return short_hash(session or self.cookies.get(cookies.CART.name, ""))

    @property
    def visitor_token(self) -> str:
        """The random code of the recognition cookie; empty without one."""
        return self.cookies.get(cookies.VISITOR.name, "").partition("~")[0]

    @property
    def visitor_hash(self) -> str | None:
        """A short hash of that code, the same whatever its visitor prefers."""
        return short_hash(self.visitor_token)

    @property
    def is_recognised(self) -> bool:
        """Whether the visitor said yes to being recognised, and is."""
        return bool(self.visitor_token) and self.choices.recognition

    @property
    def kept_preferences(self) -> Preferences | None:
        """How the recognition cookie says its visitor likes pages; None if it does not."""
        return read_preferences(self.cookies.get(cookies.VISITOR.name, "").partition("~")[2])

    @property
    def known_customer(self) -> "Customer | None":
        """The customer who is asking, where answering needed to know it."""
        customer: Customer | None = self.kept.get("customer")
        return customer

    @property
    def preferences(self) -> Preferences | None:
        """How who is asking likes pages: a known customer, else a recognised visitor."""
        if self.known_customer is not None:
            return self.known_customer.preferences
        return self.kept_preferences if self.is_recognised else None


def short_hash(value: str) -> str | None:
    """Return 16 hexadecimal digits of the SHA-256 of a value; None for an empty one."""
    return hashlib.sha256(value.encode()).hexdigest()[:16] if value else None


def _dict(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(value: object) -> str:
    # Half a surrogate pair is in no encoding: it could neither be logged nor answered.
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else ""


def _texts(value: object) -> dict[str, str]:
    return {_text(n): _text(v) for n, v in _dict(value).items() if isinstance(v, str)}


def _request_id(value: object) -> str:
    return value if isinstance(value, str) and _REQUEST_ID.fullmatch(value) else clock.new_id()


def _instant(epoch_milliseconds: object) -> datetime:
    if isinstance(epoch_milliseconds, int) and 0 < epoch_milliseconds < 2**42:
        return datetime.fromtimestamp(epoch_milliseconds / 1000, UTC)
    return clock.now()
