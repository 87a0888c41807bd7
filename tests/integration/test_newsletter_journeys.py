"""From asking for the newsletter over two mails to being rid of it again."""

from collections.abc import Iterator
from datetime import timedelta
from html import unescape

import pytest

from shop.domain.communications import (
    NEWSLETTER,
    NEWSLETTER_YES,
    QUESTIONS,
    wording_sha256,
)
from shop.domain.mail_feedback import Suppression
from shop.domain.mails import address_hash
from shop.storage import communications, suppressions
from tests.support.accounts import EMAIL, add_customer, copied, logged_in
from tests.support.gateway import NOW, Client
from tests.support.post import Post, opened_post
from tests.support.tables import CALLS, Tables

ALL_NO = {"newsletter": False, "offers": False, "order_updates_by_post": False}


@pytest.fixture
def post(tables: Tables) -> Iterator[Post]:
    with opened_post(tables) as opened:
        yield opened


def _database_calls() -> list[str]:
    return [call for call in CALLS if call.endswith("Item")]


def _subscribe(post: Post) -> None:
    client = Client()
    client.post("/newsletter", {"email": EMAIL})
    (asking,) = post.deliver()
    token = asking.link("/newsletter/confirm").partition("token=")[2]
    CALLS.clear()
    assert client.post("/newsletter/confirm", {"token": token}).status == 200
    assert _database_calls() == ["GetItem", "UpdateItem", "UpdateItem", "PutItem"]


def test_nobody_is_subscribed_before_saying_yes_in_the_mail(post: Post, tables: Tables):
    answer = Client().post("/newsletter", {"email": " Customer@Example.com "})

    # A new window of the limit costs two updates.
    assert _database_calls() == ["UpdateItem", "UpdateItem", "PutItem"]
    assert (answer.status, answer.json) == (202, {"status": "check-your-email"})
    (mail,) = post.deliver()
    assert mail.to == [EMAIL]
    assert tables.count("CommunicationsTable") == 0


def test_a_person_subscribes_and_unsubscribes_in_a_browser(post: Post, tables: Tables):
    browser = Client(page=True)
    asked = browser.post("/newsletter", {"email": EMAIL})
    assert asked.headers["location"] == "/newsletter?done=sent"
    assert "look at your mail" in browser.get(asked.headers["location"]).text
    (asking,) = post.deliver()
    link = asking.link("/newsletter/confirm")
    assert "Yes, send me the newsletter" in browser.get(link).text
    assert tables.count("CommunicationsTable") == 0

    yes = browser.post("/newsletter/confirm", {"token": link.partition("token=")[2]})
    assert yes.headers["location"] == "/newsletter?done=confirmed"
    assert "is confirmed" in browser.get(yes.headers["location"]).text
    (row,) = tables.items("CommunicationsTable")
    assert (row["email"], row["newsletter"], row["offers"]) == (EMAIL, True, False)

    welcome = post.deliver()[-1]
    link = welcome.link("/unsubscribe")
    assert "Yes, unsubscribe me" in browser.get(link).text
    assert tables.count("CommunicationsTable") == 1
    assert "It is done" in browser.post(link).text
    assert tables.count("CommunicationsTable") == 0


def test_a_mail_program_unsubscribes_at_one_click(post: Post, tables: Tables):
    _subscribe(post)
    link = post.deliver()[-1].link("/unsubscribe")

    for _ in range(2):
        answer = Client().send(
            "POST",
            link,
            "--x\r\nList-Unsubscribe=One-Click",
            {"content-type": "multipart/form-data; boundary=x", "sec-fetch-site": "cross-site"},
        )
        assert (answer.status, answer.json) == (200, {"status": "unsubscribed"})

    assert tables.count("CommunicationsTable") == 0


@pytest.mark.parametrize("token", ["", "nonsense", "ff.k1.x", "f" * 5_000])
def test_unsubscribing_answers_the_same_whatever_the_link(token: str, post: Post, tables: Tables):
    _subscribe(post)

    answer = Client().post(f"/unsubscribe?token={token}")

    assert (answer.status, answer.json) == (200, {"status": "unsubscribed"})
    assert tables.count("CommunicationsTable") == 1


def test_one_mail_a_day_goes_to_an_address_whoever_asks(post: Post):
    for number in range(3):
        Client(address=f"192.0.2.{number}").post("/newsletter", {"email": EMAIL})
    assert len(post.deliver()) == 1

    Client(now=NOW + timedelta(days=1)).post("/newsletter", {"email": EMAIL})
    assert len(post.deliver()) == 2


@pytest.mark.usefixtures("tables")
def test_asking_is_limited_for_each_network():
    visitor = Client()
    for number in range(5):
        assert visitor.post("/newsletter", {"email": f"n{number}@example.com"}).status == 202

    assert visitor.post("/newsletter", {"email": "n6@example.com"}).status == 429


@pytest.mark.usefixtures("tables")
@pytest.mark.parametrize("email", ["", "nobody", "a@example.com,b@example.com"])
def test_what_is_no_address_is_sent_back_to_the_form(email: str):
    assert Client().post("/newsletter", {"email": email}).status == 422

    page = Client(page=True).post("/newsletter", {"email": email})
    assert page.status == 422
    assert "<h1>Newsletter</h1>" in page.text


@pytest.mark.usefixtures("tables")
def test_a_link_that_is_not_whole_is_explained():
    answer = Client(page=True).post("/newsletter/confirm", {"token": "nonsense"})

    assert answer.status == 422
    assert "too old or not complete" in answer.text


def test_a_customer_chooses_without_another_mail(post: Post, tables: Tables):
    add_customer()
    customer = logged_in()
    CALLS.clear()
    assert customer.get("/communications").json == ALL_NO
    assert CALLS == ["GetItem", "GetItem", "GetItem"]
    CALLS.clear()

    answer = customer.post("/communications", ALL_NO | {"newsletter": True, "offers": True})

    assert CALLS == ["GetItem", "GetItem", "UpdateItem"]
    assert answer.status == 200
    assert answer.json == customer.get("/communications").json
    assert answer.json["offers"] is True
    assert post.deliver() == []
    assert customer.post("/communications", ALL_NO).json == ALL_NO
    assert tables.count("CommunicationsTable") == 0


@pytest.mark.usefixtures("tables")
def test_a_customer_chooses_on_a_page():
    add_customer()
    browser = Client(page=True, cookies=logged_in().cookies)
    assert f"always comes to {EMAIL}" in browser.get("/communications").text

    words = dict.fromkeys(ALL_NO, "true")
    answer = browser.post("/communications", words)

    assert answer.headers["location"] == "/communications?done=saved"
    page = browser.get(answer.headers["location"]).text
    assert "Your choices are saved" in page
    assert page.count("checked") == 3
    assert browser.post("/communications", {"newsletter": "true"}).status == 422


@pytest.mark.usefixtures("tables")
def test_choices_of_communication_need_a_login():
    assert Client().get("/communications").status == 401
    assert Client().post("/communications", ALL_NO).status == 401


def test_the_forms_and_pages_of_links_change_nothing():
    visitor = Client()

    assert visitor.get("/newsletter").json["explanation"]
    for path in ("/newsletter/confirm?token=x", "/unsubscribe?token=x"):
        assert visitor.get(path).json == {"status": "to-be-confirmed"}


def test_an_address_that_came_back_gets_the_newsletter_once_it_is_confirmed_again(post: Post):
    suppressions.insert(Suppression(address_hash(EMAIL), "bounced", "Permanent/General", NOW))
    client = Client()
    client.now += timedelta(minutes=1)
    client.post("/newsletter", {"email": EMAIL})
    (asking,) = post.deliver()
    token = asking.link("/newsletter/confirm").partition("token=")[2]
    client.post("/newsletter/confirm", {"token": token})
    assert [mail.subject for mail in post.deliver()][-1] == "You will get our newsletter"


def test_people_are_asked_in_the_words_whose_hash_is_kept(post: Post):
    add_customer()
    page = unescape(copied(logged_in(), page=True).get("/communications").text)
    assert all(question in page for question in QUESTIONS.values())
    confirm = unescape(Client(page=True).get("/newsletter/confirm?token=x").text)
    for words in (NEWSLETTER, QUESTIONS["newsletter"], NEWSLETTER_YES):
        assert words in confirm
    _subscribe(post)
    logged_in().post("/communications", ALL_NO | {"newsletter": True, "offers": True})
    by_link, on_page = communications.find_with_answers(EMAIL)[1]
    assert (by_link.source, on_page.source) == ("link", "page")
    again = copied(logged_in(), page=True).get("/communications").text
    assert "on this page: the newsletter, special offers" in again
    assert "by the link in a mail: the newsletter" in again
    behind_link = (NEWSLETTER, QUESTIONS["newsletter"], NEWSLETTER_YES)
    assert by_link.wording_sha256 == wording_sha256(behind_link)
    assert on_page.wording_sha256 == wording_sha256((*QUESTIONS.values(), "Yes", "No"))
