"""Accounts from the first form to the last log-out, by pages and by JSON."""

from datetime import timedelta
from html.parser import HTMLParser
from typing import Any

import pytest

from tests.support.accounts import add_customer, copied, log_in
from tests.support.factories import make_product, stock
from tests.support.gateway import Answer, Client
from tests.support.mailbox import mails_to, token_in
from tests.support.tables import Tables

pytestmark = pytest.mark.usefixtures("tables")
EMAIL = "casey@example.com"
PASSWORD = "seven quiet tea kettles"
OTHER = "eight loud coffee mugs"
HOME = {
    "name": "Casey Customer",
    "line1": "1 Sample Street",
    "city": "Exampleton",
    "postal_code": "EX1 2MP",
    "country": "GB",
}
PAGES = (
    "/register",
    "/verify",
    f"/verify?token={'A' * 43}",
    "/login",
    "/logout",
    "/account/history",
    "/account/second-factor",
    "/login/code",
    "/sessions",
    "/account",
    "/account?form=details",
    "/account?form=address",
    "/account?form=email",
    "/account?form=password",
    "/password/forgot",
    "/password/reset",
    f"/password/reset?token={'A' * 43}",
)


class Forms(HTMLParser):
    """Collects what a page's forms are made of."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.headings = 0
        self.labels: set[str | None] = set()
        self.ids: list[str | None] = []
        self.inputs: list[dict[str, str | None]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        self.headings += tag == "h1"
        if "id" in attributes:
            self.ids.append(attributes["id"])
        if tag == "label":
            self.labels.add(attributes.get("for"))
        if tag in ("input", "select", "textarea") and attributes.get("type") != "hidden":
            self.inputs.append(attributes)


def follow(client: Client, answer: Answer) -> Answer:
    assert answer.status == 303, answer.text
    return client.get(answer.headers["location"])


def test_a_person_registers_confirms_logs_in_comes_back_and_logs_out():
    person = Client(page=True)

    typed = {"email": EMAIL, "password": PASSWORD, "name": "Casey Customer"}
    assert "Look into your mailbox" in follow(person, person.post("/register", typed)).text
    link = mails_to(EMAIL)[0]["values"]["link"].removeprefix("http://shop.localhost:3000")
    assert "Confirm my e-mail address" in person.get(link).text
    confirmed = person.post("/verify", {"token": link.partition("=")[2]})
    assert "Your account is ready" in follow(person, confirmed).text
    refused = person.get("/account")
    assert (refused.status, person.cookies) == (401, {})

    account = follow(person, log_in(person, EMAIL, PASSWORD, remember="true"))
    assert "Casey Customer" in account.text

    # The browser is closed and opened again: session cookies are gone.
    del person.cookies["__Host-session"]
    person.now += timedelta(days=3)
    assert "Casey Customer" in person.get("/account").text
    assert "Remembered" in person.get("/sessions").text

    assert person.post("/logout").headers["location"] == "/"
    assert person.cookies == {}
    assert person.get("/account").status == 401


def test_a_program_registers_changes_everything_and_gets_back_in():
    program = Client()
    typed = {"email": EMAIL, "password": PASSWORD, "name": "Casey Customer"}
    assert program.post("/register", typed).status == 202
    token = token_in(mails_to(EMAIL)[0])
    assert program.post("/verify", {"token": token}).status == 200
    assert log_in(program, EMAIL, PASSWORD).status == 200
    assert program.post("/account", {"name": "Casey C"}).json["name"] == "Casey C"
    address = program.post("/account/addresses", HOME).json
    assert program.get("/account").json["addresses"] == [address]

    changed = {"current_password": PASSWORD, "new_password": OTHER}
    assert program.post("/account/password", changed).status == 200
    assert program.post("/account/email", {"email": "moved@example.com"}).status == 200
    moving = token_in(mails_to("moved@example.com")[0])
    assert program.post("/verify", {"token": moving}).status == 200
    assert program.get("/account").json["email"] == "moved@example.com"

    later = Client(now=program.now + timedelta(minutes=10))
    assert later.post("/password/forgot", {"email": "moved@example.com"}).status == 202
    reset = token_in(mails_to("moved@example.com")[-1])
    typed = {"token": reset, "password": "nine green garden gates"}
    assert later.post("/password/reset", typed).status == 204
    assert program.get("/account").status == 401
    assert log_in(later, "moved@example.com", "nine green garden gates").status == 200
    assert later.get("/account").json["addresses"] == [address]


def test_a_cart_filled_before_the_login_is_the_customers_after_it():
    stock(make_product("LAMP-1"), make_product("MUG-1"))
    add_customer()
    client = Client()
    client.post("/cart/lines", {"sku": "LAMP-1", "quantity": 2})
    before = dict(client.cookies)

    log_in(client)

    assert "__Host-cart" not in client.cookies
    assert [line["quantity"] for line in client.get("/cart").json["lines"]] == [2]
    log_in(Client(cookies=before))
    assert [line["quantity"] for line in client.get("/cart").json["lines"]] == [2]
    elsewhere = Client()
    log_in(elsewhere)
    assert [line["sku"] for line in elsewhere.get("/cart").json["lines"]] == ["LAMP-1"]
    client.post("/logout")
    assert client.get("/cart").json["lines"] == []


@pytest.mark.parametrize("path", PAGES)
def test_every_page_has_one_heading_and_a_label_for_every_field(path: str):
    add_customer()
    client = Client()
    log_in(client)
    person = copied(client, page=True)

    answer = person.get(path)
    forms = Forms(answer.text)

    assert answer.status == 200
    assert forms.headings == 1
    # What is hidden is for password managers alone.
    shown = [i for i in forms.inputs if "hidden" not in i]
    assert [i for i in shown if i.get("id") not in forms.labels] == []
    assert len(forms.ids) == len(set(forms.ids))
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize(
    "typed", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7 * 7 }}"]
)
def test_what_somebody_typed_is_shown_as_text(typed: str):
    add_customer(name=typed)
    client = Client(headers={"user-agent": f"Firefox/{typed}"})
    log_in(client)
    person = copied(client, page=True)
    person.post("/account/addresses", HOME | {"line1": typed})

    for path in PAGES:
        page = person.get(path).text
        assert "<script>" not in page
        assert "<img src=x" not in page


SECRETS = (PASSWORD, OTHER, "a wrong password 123")


def test_no_secret_is_kept_or_logged(tables: Tables, capsys: pytest.CaptureFixture[str]):
    program = Client()
    typed: dict[str, Any] = {"email": EMAIL, "password": PASSWORD, "name": "Casey Customer"}
    program.post("/register", typed)
    token = token_in(mails_to(EMAIL)[0])
    program.post("/verify", {"token": token})
    log_in(program, EMAIL, "a wrong password 123")
    log_in(program, EMAIL, PASSWORD, remember=True)
    program.post("/account/password", {"current_password": PASSWORD, "new_password": OTHER})
    halves = [half for cookie in program.cookies.values() for half in cookie.split(".")[1:]]

    logged = capsys.readouterr()
    kept = str(
        [
            tables.items(name)
            for name in (
                "CustomersTable",
                "CustomerEmailsTable",
                "SessionsTable",
                "RememberedLoginsTable",
                "TokensTable",
                "LimitsTable",
            )
        ]
    )
    for secret in (*SECRETS, *halves, token):
        assert secret not in logged.out + logged.err
        assert secret not in kept
    assert EMAIL not in logged.out + logged.err
