"""A CloudWatch dashboard that shows the desk's widgets: it presses buttons and fills in fields.

It reads what a function answers as AWS documents it, and refuses what a dashboard would not do.
https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/add_custom_widget_dashboard_interactivity.html
"""

import json
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from functions.desk.app import lambda_handler

FUNCTION_ARN = "arn:aws:lambda:eu-west-2:123456789012:function:shop-desk"
OPERATOR = "arn:aws:iam::123456789012:user/ada"
_VOID = {"input", "br", "meta", "link", "img", "hr"}
_ATTRIBUTES = {"action", "confirmation", "display", "endpoint", "event"}


class Context:
    """What Lambda tells a function of its call."""

    aws_request_id = "request-7"
    invoked_function_arn = FUNCTION_ARN


@dataclass(frozen=True, slots=True)
class Button:
    """An element with what is done when it is clicked."""

    label: str
    confirmation: str | None
    display: str
    says: dict[str, Any]


@dataclass(slots=True)
class Page(HTMLParser):
    """A widget's HTML, read as a browser reads it."""

    html: str
    tags: list[tuple[str, dict[str, str | None]]] = field(default_factory=list)
    buttons: list[Button] = field(default_factory=list)
    fields: dict[str, str] = field(default_factory=dict)
    text: str = ""

    def __post_init__(self) -> None:
        HTMLParser.__init__(self)
        self._open: list[str] = []
        self._pieces: list[str] = []
        self._last = ("", "")
        self._action: dict[str, str | None] = {}
        self._area: str | None = None
        self._select: str | None = None
        self.feed(self.html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        self.tags.append((tag, told))
        self._read_field(tag, told.get("name") or "", told)
        if tag == "cwdb-action":
            self._action = told
        self.text += " "
        if tag not in _VOID:
            self._open.append(tag)
            self._pieces.append("")

    def _read_field(self, tag: str, name: str, told: dict[str, str | None]) -> None:
        match tag:
            case "input":
                self.fields[name] = told.get("value") or ""
            case "textarea":
                self.fields[name] = ""
                self._area = name
            case "select":
                self._select = name
            case "option" if self._select is not None:
                if self._select not in self.fields or "selected" in told:
                    self.fields[self._select] = told.get("value") or ""

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self.fields[self._area] += data
        if "style" not in self._open and "cwdb-action" not in self._open:
            self.text += data
        if self._pieces:
            self._pieces[-1] += data

    def handle_endtag(self, tag: str) -> None:
        assert self._open, f"a {tag} that was not opened"
        assert self._open[-1] == tag, f"{tag} closes {self._open[-1]}"
        self._open.pop()
        inside = self._pieces.pop()
        if tag == "textarea":
            self._area = None
        elif tag == "select":
            self._select = None
        elif tag == "cwdb-action":
            self.buttons.append(self._button(inside))
        self._last = (tag, inside)

    def _button(self, inside: str) -> Button:
        assert set(self._action) <= _ATTRIBUTES
        assert self._action["action"] == "call"
        assert self._action["endpoint"] == FUNCTION_ARN
        assert self._action["display"] in ("widget", "popup")
        # It is about the element right before it.
        tag, label = self._last
        assert tag == "button"
        confirmation = self._action.get("confirmation")
        return Button(label, confirmation, str(self._action["display"]), json.loads(inside))


@dataclass(slots=True)
class Dashboard:
    """A widget on a dashboard; `typed` is what stands in its fields."""

    operator: str = "ada"
    params: dict[str, Any] = field(default_factory=dict)
    context: dict[str, Any] = field(default_factory=dict)
    typed: dict[str, str] = field(default_factory=dict)
    html: str = ""

    def ask(self, event: dict[str, Any]) -> str:
        """Call the function as a dashboard does; return its HTML."""
        context: dict[str, Any] = {
            "dashboardName": "shop-desk",
            "widgetId": "widget-16",
            "accountId": "123456789012",
            "locale": "en",
            "timezone": {"label": "UTC", "offsetISO": "+00:00", "offsetInMinutes": 0},
            "period": 300,
            "isAutoPeriod": True,
            "theme": "light",
            "linkCharts": True,
            "title": "Order desk",
            "forms": {"all": dict(self.typed)},
            "params": self.params,
            "width": 1200,
            "height": 800,
        }
        answer = lambda_handler(event | {"widgetContext": context | self.context}, Context())
        assert isinstance(answer, str)
        return answer

    def open(self, action: str, **said: Any) -> Page:
        """Show a page, as a widget that is set to it does."""
        return self._show(self.ask({"action": action} | said))

    def fill(self, **typed: str) -> None:
        """Type into the fields whose names end so, each after a dot: there must be one each."""
        for ending, text in typed.items():
            (name,) = [n for n in self.page.fields if n.endswith(f".{ending}")]
            self.typed[name] = text

    def press(self, label: str, place: int = 0) -> Page:
        """Click a button by its label, and OK if it asks."""
        return self._show(self.ask(self.button(label, place).says))

    def button(self, label: str, place: int = 0) -> Button:
        """Return a button by its label."""
        found = [button for button in self.page.buttons if button.label == label]
        labels = sorted({button.label for button in self.page.buttons})
        assert len(found) > place, f"no {label!r} among {labels}"
        return found[place]

    @property
    def page(self) -> Page:
        """What is shown."""
        return Page(self.html)

    @property
    def notice(self) -> str:
        """What is said above the page, with whether it is a refusal."""
        divs = [told.get("class") or "" for tag, told in self.page.tags if tag == "div"]
        found = [name for name in divs if name.startswith("notice")]
        start = self.html.find('<div class="notice')
        said = Page(self.html[start : self.html.index("</div>", start) + 6]).text if found else ""
        return f"{found[0].removeprefix('notice ')}: {' '.join(said.split())}" if found else ""

    def _show(self, html: str) -> Page:
        self.html = html
        page = self.page
        self.typed = page.fields | {"operator": self.typed.get("operator", self.operator)}
        return page
