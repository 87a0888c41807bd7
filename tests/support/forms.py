"""The forms of a page, as a browser without JavaScript fills them in and sends them."""

from html.parser import HTMLParser


class _Fields(HTMLParser):
    """Collects what the form of one action and method would send as it stands."""

    def __init__(self, action: str, method: str) -> None:
        super().__init__()
        self.wanted = (action, method)
        self.is_inside = False
        self.fields: dict[str, str] = {}
        self.select = self.textarea = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.is_inside = (given.get("action"), given.get("method")) == self.wanted
        elif self.is_inside:
            self._take(tag, given)

    def _take(self, tag: str, given: dict[str, str]) -> None:
        name = given.get("name", "")
        is_sent = given.get("type") not in ("radio", "checkbox") or "checked" in given
        if tag == "input" and is_sent:
            self.fields[name] = given.get("value", "")
        elif tag == "select":
            self.select = name
        elif tag == "option" and ("selected" in given or self.select not in self.fields):
            self.fields[self.select] = given["value"]
        elif tag == "textarea":
            self.textarea = name
            self.fields[name] = ""

    def handle_data(self, data: str) -> None:
        if self.textarea:
            self.fields[self.textarea] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.textarea = ""
        elif tag == "form":
            self.is_inside = False


def fields_of(page: str, action: str, method: str = "post") -> dict[str, str]:
    """Return what a form of a page sends if nothing in it is touched."""
    parser = _Fields(action, method)
    parser.feed(page)
    return parser.fields
