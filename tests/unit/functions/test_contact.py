import re
from datetime import timedelta
from typing import Any

import pytest

from shop.domain.reference_numbers import is_reference, make_reference
from shop.gateways.settings import SHOP
from tests.support.gateway import NOW, Answer, Client
from tests.support.logs import counted
from tests.support.tables import CALLS

MESSAGE = {
    "name": "A. Customer",
    "email": "customer@example.com",
    "topic": "order",
    "message": "Where is my lamp?",
}


def fill_in(client: Client, *, after: timedelta = timedelta(minutes=1), **changes: Any) -> Answer:
    """Ask for the form's page, type for a while, and send it."""
    page = client.get("/contact").text
    (shown,) = re.findall(r'name="shown" value="([^"]+)"', page)
    client.now += after
    return client.post("/contact", {**MESSAGE, "website": "", "shown": shown, **changes})


def opened(client: Client) -> str:
    answer = client.post("/contact", MESSAGE).json
    return f"/contact/{answer['ticket']}?key={answer['key']}"


def head(tables) -> dict[str, Any]:
    rows: list[dict[str, Any]] = tables.items("TicketsTable")
    return next(row for row in rows if row["part"] == "ticket")


@pytest.fixture
def client(tables) -> Client:
    return Client()


@pytest.fixture
def person(tables) -> Client:
    return Client(page=True)


# --- GET /contact ---------------------------------------------------------------------------------


def test_tells_every_way_to_reach_the_shop(client):
    answer = client.get("/contact")
    assert answer.status == 200
    assert set(answer.json) == {"opportunities", "postal_address", "topics"}
    assert answer.json["postal_address"] == SHOP.postal_address
    assert answer.json["topics"] == ["order", "product", "privacy", "other"]
    for way in answer.json["opportunities"]:
        assert set(way) == {"channel", "label", "detail"}


def test_reads_no_table_for_the_form(person):
    assert person.get("/contact").status == 200
    assert not {"GetItem", "Query", "PutItem", "UpdateItem"} & set(CALLS)


def test_fills_in_what_a_link_names(person):
    page = person.get("/contact?topic=privacy&order_number=CT-1").text
    assert '<option value="privacy" selected>' in page
    assert 'name="order_number" type="text" value="CT-1"' in page


def test_shows_the_form_to_a_link_that_names_nonsense(person):
    answer = person.get("/contact?topic=%3Cscript%3E&nothing=1")
    assert answer.status == 200
    assert "<script>" not in answer.text


def test_hides_a_field_from_eyes_and_says_what_it_is_to_ears(person):
    page = person.get("/contact").text
    assert '<div class="hidden">' in page
    assert '<label for="website">Leave empty' in page


# --- POST /contact --------------------------------------------------------------------------------


def test_opens_a_conversation(client, tables):
    CALLS.clear()
    answer = client.post("/contact", MESSAGE | {"order_number": "ct 1"})
    assert answer.status == 201
    assert set(answer.json) == {"ticket", "status", "key"}
    assert answer.json["status"] == "new"
    assert is_reference(answer.json["ticket"])
    row = head(tables)
    assert (row["ticket"], row["state"], row["message"]) == (
        answer.json["ticket"],
        "new",
        "Where is my lamp?",
    )
    assert (row["name"], row["email"]) == ("A. Customer", "customer@example.com")
    assert row["order_number"] == "ct 1"


def test_names_where_the_conversation_is(client):
    answer = client.post("/contact", MESSAGE)
    location = f"/contact/{answer.json['ticket']}?key={answer.json['key']}"
    assert answer.headers["location"] == location
    assert client.get(location).status == 200


def test_counts_and_keeps_in_few_calls(client):
    CALLS.clear()
    client.post("/contact", MESSAGE)
    # The first of an hour opens the window of each of the two counts.
    assert CALLS == ["UpdateItem"] * 4 + ["TransactWriteItems"]
    CALLS.clear()
    client.post("/contact", MESSAGE)
    assert CALLS == ["UpdateItem"] * 2 + ["TransactWriteItems"]


def test_acknowledges_without_a_word_of_what_was_typed(client, tables, post):
    typed = {"name": "BUY THIS", "message": "https://example.com/win", "order_number": "CHEAP"}
    answer = client.post("/contact", MESSAGE | typed).json
    (mail,) = post.deliver()
    assert mail.to == ["customer@example.com"]
    assert answer["ticket"] in mail.subject
    for part in (mail.subject, mail.text, mail.html):
        for word in typed.values():
            assert word not in part


def test_links_the_conversation_in_the_mail(client, post):
    client.post("/contact", MESSAGE)
    (mail,) = post.deliver()
    thread = client.get(mail.link("/contact/"))
    assert thread.json["messages"][0]["message"] == "Where is my lamp?"


def test_keeps_an_order_number_as_the_shop_writes_it(client, tables):
    number = make_reference("CT", 42)
    client.post("/contact", MESSAGE | {"order_number": number.lower().replace("-", " ")})
    assert head(tables)["order_number"] == number


@pytest.mark.parametrize("none", [{}, {"order_number": None}, {"order_number": ""}])
def test_asks_for_no_order_number(client, tables, none):
    assert client.post("/contact", MESSAGE | none).status == 201
    assert "order_number" not in head(tables)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "   "),
        ("name", "x" * 201),
        ("email", ""),
        ("email", "nobody"),
        ("email", "a@example.com, b@example.com"),
        ("email", "a@example.com\nBcc: b@example.com"),
        ("topic", "complaint"),
        ("topic", None),
        ("message", ""),
        ("message", " \n "),
        ("message", "x" * 8001),
        ("message", 5),
        ("order_number", "x" * 41),
        ("state", "new"),
    ],
)
def test_refuses_a_field_that_is_missing_wrong_or_unknown(client, tables, field, value):
    answer = client.post("/contact", MESSAGE | {field: value})
    assert answer.status == 422
    assert answer.json["code"] == "invalid-fields"
    assert [error["field"] for error in answer.json["errors"]] == [field]
    assert tables.count("TicketsTable") == tables.count("LimitsTable") == 0


def test_takes_a_message_of_8000_characters(client, tables):
    assert client.post("/contact", MESSAGE | {"message": "é" * 8000}).status == 201
    assert len(head(tables)["message"]) == 8000


def test_counts_a_line_end_of_a_form_as_one_character(person, tables):
    lines = "\r\n".join(["x" * 79] * 100) + "\r\n"
    assert fill_in(person, message=lines).status == 303
    assert head(tables)["message"] == lines.replace("\r\n", "\n")


def test_takes_five_messages_an_hour_from_a_network(client):
    for number in range(5):
        message = MESSAGE | {"email": f"customer{number}@example.com"}
        assert client.post("/contact", message).status == 201
    refused = client.post("/contact", MESSAGE)
    assert refused.status == 429
    assert refused.headers["retry-after"] == "3600"
    assert Client(address="192.0.2.11").post("/contact", MESSAGE).status == 201
    client.now += timedelta(hours=1)
    assert client.post("/contact", MESSAGE).status == 201


def test_keeps_messages_but_sends_few_mails_to_one_address(tables, post):
    for number in range(5):
        stranger = Client(address=f"192.0.2.{number + 1}")
        assert stranger.post("/contact", MESSAGE | {"email": "Victim@Example.com"}).status == 201
    assert tables.count("TicketsTable") == 5
    assert len(post.deliver()) == 3


def test_refuses_what_a_page_of_another_site_sends(client, tables):
    answer = client.post("/contact", MESSAGE, sec_fetch_site="cross-site")
    assert answer.status == 403
    assert tables.count("TicketsTable") == 0


# --- The form's traps -----------------------------------------------------------------------------


def test_sends_a_person_to_the_conversation(person, tables, post):
    answer = fill_in(person)
    assert answer.status == 303
    assert head(tables)["state"] == "new"
    page = person.get(answer.headers["location"])
    assert "Where is my lamp?" in page.text
    assert len(post.deliver()) == 1


@pytest.mark.parametrize(
    ("after", "changes", "suspicions"),
    [
        (timedelta(minutes=1), {"website": "http://example.com"}, "honeypot"),
        (timedelta(seconds=2), {}, "too-fast"),
        (timedelta(hours=25), {}, "stale-form"),
        (timedelta(minutes=1), {"shown": ""}, "no-form"),
        (timedelta(minutes=1), {"shown": "1795428000.k1.forged"}, "no-form"),
        (timedelta(minutes=1), {"shown": "soon.k1.forged"}, "no-form"),
        (timedelta(seconds=1), {"website": "x"}, "honeypot too-fast"),
    ],
)
def test_keeps_a_suspicious_message_apart(person, tables, post, after, changes, suspicions):
    assert fill_in(person, after=after, **changes).status == 303
    row = head(tables)
    assert (row["state"], row["suspicions"]) == ("quarantined", suspicions)
    assert row["message"] == "Where is my lamp?"
    assert post.deliver() == []


def test_suspects_a_form_without_its_page(person, tables):
    assert person.post("/contact", MESSAGE).status == 303
    assert head(tables)["suspicions"] == "no-form"


def test_answers_a_suspicious_message_like_any_other(client, tables):
    plain = client.post("/contact", MESSAGE)
    suspicious = client.post("/contact", MESSAGE | {"website": "http://example.com"})
    assert suspicious.status == plain.status
    assert set(suspicious.json) == set(plain.json)
    assert suspicious.json["status"] == "new"
    thread = client.get(suspicious.headers["location"])
    assert thread.json["status"] == "new"
    assert "quarantined" not in thread.text
    assert {row["state"] for row in tables.items("TicketsTable")} == {"new", "quarantined"}


def test_counts_suspicious_messages_too(client):
    for _ in range(5):
        client.post("/contact", MESSAGE | {"website": "x"})
    assert client.post("/contact", MESSAGE).status == 429


def test_shows_a_person_what_to_mend_and_keeps_what_was_typed(person):
    answer = fill_in(person, email="nobody", message="<b>Lamp</b>")
    assert answer.status == 422
    assert "Enter an e-mail address like name@example.com." in answer.text
    assert 'value="A. Customer"' in answer.text
    assert "&lt;b&gt;Lamp" in answer.text
    assert '<option value="order" selected>' in answer.text


def test_takes_a_mended_form_though_it_is_sent_at_once(person, tables):
    mistaken = fill_in(person, email="nobody")
    (shown,) = re.findall(r'name="shown" value="([^"]+)"', mistaken.text)
    person.post("/contact", MESSAGE | {"shown": shown})
    assert head(tables)["state"] == "new"


def test_tells_a_person_when_to_try_again(person):
    for _ in range(5):
        fill_in(person, after=timedelta(seconds=5))
    answer = fill_in(person, after=timedelta(seconds=5))
    assert answer.status == 429
    assert "Please try again in" in answer.text
    assert "Where is my lamp?" in answer.text


# --- GET /contact/{ticket} ------------------------------------------------------------------------


def test_shows_a_conversation_to_whoever_has_its_link(client):
    path = opened(client)
    CALLS.clear()
    answer = client.get(path)
    assert CALLS == ["Query"]
    assert answer.status == 200
    (message,) = answer.json["messages"]
    assert (message["author"], message["message"]) == ("customer", "Where is my lamp?")
    assert message["at"] == "2026-11-23T10:00:00Z"
    assert answer.json["topic"] == "order"
    assert answer.headers["cache-control"] == "no-store"


def test_shows_no_name_and_no_address(client):
    answer = client.get(opened(client))
    assert "customer@example.com" not in answer.text
    assert "A. Customer" not in answer.text


def test_answers_alike_whether_the_key_the_number_or_both_are_wrong(client):
    path, _, key = opened(client).partition("?key=")
    other = opened(client).partition("?key=")[2]
    unknown = make_reference("TK", 1)
    wrong = [path, f"{path}?key=", f"{path}?key={key}x", f"{path}?key={other}"]
    wrong += [f"/contact/{unknown}?key={key}", "/contact/nonsense", "/contact/nonsense?key=x.y"]
    bodies = set()
    for address in wrong:
        answer = client.get(address)
        assert answer.status == 404
        body = answer.json
        body.pop("instance")
        bodies.add(tuple(sorted(body.items())))
    assert len(bodies) == 1


def test_takes_no_other_signature_for_the_key(client, person):
    path = opened(client).partition("?")[0]
    (shown,) = re.findall(r'name="shown" value="([^"]+)"', person.get("/contact").text)
    assert client.get(f"{path}?key={shown.partition('.')[2]}").status == 404


def test_forgets_a_conversation_after_a_year(client):
    path = opened(client)
    client.now = NOW + timedelta(days=365)
    assert client.get(path).status == 404
    assert client.post(path.replace("?", "/replies?"), {"message": "Hello?"}).status == 404


def test_shows_text_as_text(client, tables):
    answer = client.post("/contact", MESSAGE | {"message": "<script>alert(1)</script>\nTwo"})
    page = Client(page=True).get(answer.headers["location"]).text
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


# --- POST /contact/{ticket}/replies ---------------------------------------------------------------


def test_adds_to_a_conversation(client):
    path, _, key = opened(client).partition("?key=")
    CALLS.clear()
    client.now += timedelta(minutes=5)
    answer = client.post(f"{path}/replies", {"message": "It is red.", "key": key})
    assert CALLS == ["UpdateItem", "UpdateItem", "GetItem", "TransactWriteItems"]
    assert answer.status == 201
    assert answer.json["message"] == "It is red."
    messages = client.get(f"{path}?key={key}").json["messages"]
    assert messages[1] == answer.json
    assert [m["message"] for m in messages] == ["Where is my lamp?", "It is red."]


def test_takes_the_key_from_the_address_too(client):
    path, _, key = opened(client).partition("?key=")
    assert client.post(f"{path}/replies?key={key}", {"message": "More"}).status == 201


@pytest.mark.parametrize("given", [{}, {"key": ""}, {"key": "k1.wrong"}])
def test_adds_nothing_without_the_key(client, tables, given):
    path = opened(client).partition("?")[0]
    answer = client.post(f"{path}/replies", {"message": "More", **given})
    assert answer.status == 404
    assert tables.count("TicketsTable") == 1


@pytest.mark.parametrize("message", ["", "  ", "x" * 8001, None])
def test_refuses_an_empty_or_endless_reply(client, tables, message):
    path = opened(client).replace("?", "/replies?")
    assert client.post(path, {"message": message}).status == 422
    assert tables.count("TicketsTable") == 1


def test_takes_twenty_replies_an_hour_from_a_network(client):
    path = opened(client).replace("?", "/replies?")
    statuses = [client.post(path, {"message": "More"}).status for _ in range(21)]
    assert statuses == [201] * 20 + [429]


def test_brings_a_person_back_to_the_conversation(client, person):
    path = opened(client)
    answer = person.post(path.replace("?", "/replies?"), {"message": "It is red."})
    assert answer.status == 303
    assert answer.headers["location"] == path
    assert "It is red." in person.get(path).text


def test_shows_a_person_the_conversation_again_with_what_to_mend(client, person):
    path = opened(client)
    answer = person.post(path.replace("?", "/replies?"), {"message": ""})
    assert answer.status == 422
    assert "Please fill this in." in answer.text
    assert "Where is my lamp?" in answer.text


def test_counts_conversations_and_those_set_apart(client, capsys):
    client.post("/contact", MESSAGE)
    assert client.post("/contact", MESSAGE | {"website": "x"}).status == 201
    assert client.post("/contact", {}).status == 422
    counts = counted(capsys.readouterr().out)
    assert (counts["ContactMessages"], counts["ContactQuarantined"]) == (2, 1)
