"""Nothing that somebody outside writes can act: not on a page, a widget, a mail, a terminal, a log.

Which fields there are is read from the forms of the routes: a new one without a case here fails.
"""

import itertools
import json
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import pytest

from shop.domain.visits import read_line, records_of
from shop.gateways.order_links import full_key
from shop.gateways.ticket_links import ticket_key
from shop.storage import orders, visits
from shop.web.desk.widget_pages import PAGES
from tests.support.evil_writing import EVIL, FIELDS, HEADERS, TURNED, Writing
from tests.support.gateway import NOW, Client
from tests.support.logs import lines_in
from tests.support.order_streams import deliver, order_record
from tests.support.post import Post, opened_post
from tests.support.tables import made_tables
from tests.support.terminal import Terminal
from tests.support.text_fields import wants
from tests.support.widgets import Dashboard

_ADDRESS = ("name", "line1", "line2", "city", "region", "postal_code")
# The fields whose text is kept as it was typed. All others lead to something there is, prove who
# somebody is, or have a form that no such text has: each of them is sent here as well.
KEPT = {
    "AccountForm.name",
    "RegisterForm.name",
    "ContactForm.name",
    "ContactForm.message",
    "ContactForm.order_number",
    "ReplyForm.message",
    "CheckoutForm.instructions",
    "OrderMessageForm.message",
    "ReturnForm.reason",
    "CorrectionForm.wish",
    "WithdrawForm.name",
    "WithdrawForm.number",
    "WithdrawForm.goods",
    *(f"SavedAddressForm.{name}" for name in _ADDRESS),
    *(f"AddressForm.{name}" for name in _ADDRESS),
}


class Reader(HTMLParser):
    """Finds elements that somebody wrote."""

    def __init__(self) -> None:
        super().__init__()
        self.acting: list[str] = []

    def handle_starttag(self, tag: str, _attrs: list[tuple[str, str | None]]) -> None:
        if tag.startswith("evil"):
            self.acting.append(self.get_starttag_text() or tag)


def acting_in(html: str) -> list[str]:
    """Return what acts of that which was written; a template that ran makes 49 of it."""
    reader = Reader()
    reader.feed(html)
    reader.close()
    return [*reader.acting, *(["49"] if "evil-tag&gt;49" in html.lower() else [])]


@pytest.fixture(scope="module")
def written() -> Iterator[tuple[Writing, Post]]:
    """A shop in which somebody has written something evil wherever they could."""
    with made_tables() as tables, opened_post(tables) as post:
        writing = Writing(tables)
        writing.write_everything()
        keep_visits(writing)
        yield writing, post


def numbers(writing: Writing, table: str, key: str) -> list[str]:
    """Return the keys of what holds something that was written, the same in all of its rows."""
    rows = writing.tables.items(table)
    return sorted({row[key] for row in rows if "evil-tag" in repr(row).lower()})


def test_every_field_of_every_form_was_written_into(written):
    writing, _ = written
    assert set(FIELDS) == writing.sent
    assert {route for route, _ in writing.answers if route in wants("query")} == {
        route for route in wants("query") if route.startswith("GET ")
    }


def test_every_field_that_is_kept_is_known(written):
    writing, _ = written
    assert writing.kept() == KEPT


def test_no_page_answers_with_what_acts(written):
    writing, _ = written
    pages = [(r, a) for r, a in writing.answers if "html" in a.headers.get("content-type", "")]
    assert len(pages) > 100
    assert [(route, acting_in(page.text)) for route, page in pages if acting_in(page.text)] == []
    assert any("evil-tag" in page.text for _, page in pages)
    assert [route for route, answer in writing.answers if answer.status >= 500] == []


def test_no_header_of_an_answer_holds_what_was_written(written):
    writing, _ = written
    said = [json.dumps(answer.response["headers"]) for _, answer in writing.answers]
    assert [text for text in said if "<evil" in text.lower() or "\\n" in text] == []


def test_pages_of_what_is_kept_hold_nothing_that_acts(written):
    writing, _ = written
    owner = Client(page=True, cookies=writing.people["customer"].cookies, headers=HEADERS)
    paths = ["/account", "/account?form=details", "/account/addresses", "/account/data", "/orders"]
    for number in numbers(writing, "OrdersTable", "number"):
        key = full_key(number, NOW)
        paths += [f"/orders/{number}{part}?key={key}" for part in ("", "/mails", "/corrections")]
        paths += [f"/orders/{number}/invoice?key={key}"]
    for ticket in numbers(writing, "TicketsTable", "ticket"):
        paths.append(f"/contact/{ticket}?key={ticket_key(ticket)}")
    shown = {path: owner.get(path).text for path in paths}
    assert {path: acting_in(html) for path, html in shown.items() if acting_in(html)} == {}
    assert sum("evil-tag" in html for html in shown.values()) > 10


def mail_texts(post: Post) -> list[tuple[str, str, str]]:
    return [(mail.subject, mail.text, mail.html) for mail in post.deliver()]


def test_no_mail_holds_what_acts(written):
    writing, post = written
    follow_every_order(writing)
    for correction in numbers_of_corrections(writing):
        told = writing.desk(action="decline-correction", correction_id=correction, answer=EVIL)
        assert told["outcome"] == "declined"
    for row in writing.tables.items("WithdrawalsTable"):
        writing.desk(action="decline-withdrawal", withdrawal_id=row["withdrawal_id"], answer=EVIL)
    told = mail_texts(post)
    assert len(told) > 10
    assert [html for _, _, html in told if acting_in(html)] == []
    assert [s for s, _, _ in told if {unicodedata.category(c) for c in s} & {"Cc", "Cf"}] == []
    assert any("evil-tag" in html for _, _, html in told)


def follow_every_order(writing: Writing) -> None:
    """Let the stream tell of every order, as of one that was just placed and one that was paid."""
    found = orders.list_by_numbers(numbers(writing, "OrdersTable", "number")[:90])
    for order in found:
        paid = replace(order, status="paid", version=order.version + 1)
        unpaid = replace(order, status="awaiting_payment")
        assert deliver(order_record(1, None, unpaid), order_record(2, unpaid, paid)) == []


def numbers_of_corrections(writing: Writing) -> list[str]:
    rows = writing.tables.items("DataRequestsTable")
    return sorted(row["request_id"] for row in rows if "-C" in row["request_id"])


def keep_visits(writing: Writing) -> None:
    """Keep the visits of which the functions have written lines."""
    for line in writing.printed.getvalue().splitlines():
        if '"visit-record"' in line and (visit := read_line(line)) is not None:
            visits.insert_all(records_of(visit))


@pytest.mark.parametrize("page", sorted(set(PAGES) - {"mail", "stock-history"}))
def test_no_widget_holds_what_acts(written, page):
    writing, _ = written
    desk = Dashboard()
    desk.typed["operator"] = "ada"
    for asked in asked_of(writing, page):
        html = desk.ask({"action": page} | asked)
        assert acting_in(html) == []


def asked_of(writing: Writing, page: str) -> list[dict[str, Any]]:
    """Return what a page is asked for, to show everything that is kept."""
    orders = [{"number": n} for n in numbers(writing, "OrdersTable", "number")]
    if page in ("order", "diagnose", "visits"):
        return [each | {"reason": f"why {EVIL}"} for each in orders]
    if page == "message":
        return [{"ticket": n} for n in numbers(writing, "TicketsTable", "ticket")]
    if page == "orders":
        return [{}, {"search": EVIL}, {"status": "shipped"}]
    return [{}]


COMMANDS = (
    "orders",
    "pick-list",
    "messages",
    "returns",
    "withdrawals",
    "data-requests",
    "refunds",
    "visitors",
    "links",
    "order {number}",
    "diagnose {number}",
    "visits --order {number} --reason because",
    "message {ticket}",
)


@pytest.mark.parametrize("line", COMMANDS)
@pytest.mark.parametrize("more", [[], ["--json"]])
def test_nothing_acts_on_a_terminal(written, line, more):
    writing, _ = written
    found = numbers(writing, "OrdersTable", "number") if "{number}" in line else [""]
    tickets = numbers(writing, "TicketsTable", "ticket") if "{ticket}" in line else [""]
    for number, ticket in itertools.product(found, tickets):
        terminal = Terminal()
        assert terminal.run(*line.format(number=number, ticket=ticket).split(), *more) == 0
        said = (terminal.out + terminal.err).replace("\n", "")
        kinds = {unicodedata.category(character) for character in said}
        assert not kinds & {"Cc", "Cf", "Zl", "Zp"}


def test_something_that_would_act_on_a_terminal_is_kept(written):
    writing, _ = written
    assert [row for row in writing.tables.items("TicketsTable") if TURNED in row["message"]]


def test_a_line_of_the_log_stays_one_line_and_only_the_visits_have_what_was_written(written):
    writing, _ = written
    printed = writing.printed.getvalue()
    told = [line for line in printed.splitlines() if line]
    assert len(lines_in(printed)) == len(told)
    assert not {"\x1b", "\u202e"} & set(printed)
    assert "\\u001b[2J" in printed
    written_in = {line["message"] for line in lines_in(printed) if "evil-tag" in json.dumps(line)}
    assert written_in <= {"visit-record"}


def test_a_file_of_goods_holds_nothing_that_customers_wrote(written, tmp_path):
    file = tmp_path / "goods.csv"
    assert Terminal().run("export", file) == 0
    told = file.read_text(encoding="utf-8-sig")
    assert "LAMP" in told
    assert "evil-tag" not in told
