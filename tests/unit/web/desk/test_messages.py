"""Messages at the order desk."""

from datetime import timedelta
from typing import Any

import pytest

from shop.domain.errors import Conflict, InvalidFields, KeyReused, NotFound
from shop.domain.orders import By
from shop.domain.visits import records_of
from shop.storage import tickets, visits
from shop.storage.orders import row_of
from shop.web.desk import messages as desk
from shop.web.desk import notes
from shop.web.fields import to_struct
from tests.support.faults import failing
from tests.support.gateway import NOW, Client
from tests.support.interleaving import just_before
from tests.support.orders import NUMBER, an_order
from tests.support.tables import CALLS
from tests.support.visits import make_visit

pytestmark = pytest.mark.usefixtures("tables")
BY = By("arn:aws:iam::123456789012:user/ada", "request-1")
MESSAGE = {
    "name": "Ada",
    "email": "ada@example.com",
    "topic": "order",
    "message": "Where is\nmy lamp?",
}


def written(client: Client | None = None, **changes: Any) -> tuple[str, str]:
    answer = (client or Client()).post("/contact", MESSAGE | changes).json
    return answer["ticket"], f"/contact/{answer['ticket']}?key={answer['key']}"


def listed(**given: Any) -> Any:
    return desk.list_messages(to_struct(given, desk.ListingMessages, strict=True), BY, NOW)


def opened(ticket: str) -> Any:
    return desk.open_message(desk.ReadingMessage(ticket=ticket), BY, NOW)


def reply(ticket: str, **given: Any) -> Any:
    asked = {"ticket": ticket, "key": "k1", "message": "It left on Monday."} | given
    asked = {name: value for name, value in asked.items() if value is not None}
    return desk.reply(to_struct(asked, desk.Replying, strict=True), BY, NOW)


def test_lists_what_waits_the_oldest_first_and_the_suspicious_apart():
    late, early = Client(), Client()
    late.now += timedelta(hours=1)
    second, _ = written(late)
    first, _ = written(early)
    apart, _ = written(website="https://bot.example.com")
    shown = listed()
    assert [m["ticket"] for m in shown["messages"]] == [first, second]
    assert [(m["ticket"], m["suspicions"]) for m in shown["quarantined"]] == [(apart, ["honeypot"])]
    assert listed(limit=1)["messages"] == shown["messages"][:1]


def test_a_list_tells_how_a_message_begins_but_not_who_wrote_it():
    written(message="Where is\nmy lamp? " + "x" * 200)
    (shown,) = listed()["messages"]
    assert shown["begins"] == ("Where is my lamp? " + "x" * 200)[:80]
    assert "ada@example.com" not in str(shown)


def test_lists_a_state_alone():
    ticket, _ = written()
    reply(ticket)
    assert [m["ticket"] for m in listed(state="answered")["messages"]] == [ticket]
    assert listed() == {"messages": [], "quarantined": []}
    assert "quarantined" not in listed(state="new")


def test_shows_a_message_with_the_short_story_of_its_order():
    row_of(an_order()).save()
    ticket, _ = written(order_number=NUMBER.lower())
    story = opened(ticket)["order"]
    assert (story["number"], story["status"], story["is_writers"]) == (
        NUMBER,
        "awaiting_payment",
        True,
    )
    assert "address" not in str(story)
    stranger, _ = written(order_number=NUMBER, email="eve@example.com")
    assert opened(stranger)["order"]["is_writers"] is False


@pytest.mark.parametrize("number", [None, "my red one", "CT-2345-2345-6", NUMBER])
def test_shows_no_story_of_an_order_that_there_is_not(number):
    ticket, _ = written(order_number=number)
    assert opened(ticket)["order"] is None


def test_shows_what_went_wrong_in_the_session_and_for_the_order_without_an_address():
    row_of(an_order()).save()
    client = Client()
    client.cookies["__Host-cart"] = "c" * 43
    ticket, _ = written(client, order_number=NUMBER)
    session = tickets.get(ticket, NOW).session
    assert session is not None
    for request, status, order in (("r1", 500, None), ("r2", 200, None), ("r3", 409, NUMBER)):
        seen = make_visit(
            request_id=request, status=status, session=session, order_number=order, path="/cart"
        )
        visits.insert_all(records_of(seen))
    visits.insert_all(records_of(make_visit(request_id="r4", status=500, session="another")))
    errors = opened(ticket)["errors"]
    assert [(e["request_id"], e["status"]) for e in errors] == [("r3", 409), ("r1", 500)]
    assert "192.0.2" not in str(errors)


def test_an_answer_is_kept_mailed_with_the_link_and_never_echoed(post):
    ticket, path = written()
    answer = reply(ticket)
    assert (answer["outcome"], answer["message"]["state"]) == ("sent", "answered")
    _, mail = post.deliver()
    assert mail.to == ["ada@example.com"]
    assert "It left on Monday." not in mail.text
    seen = Client().get(mail.link("/contact/")).json
    assert seen == Client().get(path).json
    assert (seen["status"], seen["messages"][-1]["author"]) == ("answered", "shop")
    assert seen["messages"][-1]["message"] == "It left on Monday."


def test_the_same_key_sends_nothing_again(tables, post):
    ticket, _ = written()
    reply(ticket)
    assert reply(ticket)["outcome"] == "sent before"
    assert len(post.deliver()) == 2
    with pytest.raises(KeyReused):
        reply(ticket, message="Something else.")
    assert reply(ticket, key="k2")["outcome"] == "sent"
    assert len(post.deliver()) == 3


def test_two_who_send_the_same_answer_at_once_send_it_once(tables):
    ticket, _ = written()
    with just_before("TransactWriteItems", lambda: reply(ticket)):
        assert reply(ticket)["outcome"] == "sent before"
    assert (
        sum(row["mail_id"].startswith("contact-reply") for row in tables.items("MailsTable")) == 1
    )


def test_a_canned_answer_is_filled_in():
    ticket, _ = written()
    answer = reply(ticket, message=None, canned="not-sold")
    assert answer["message"]["messages"][-1]["message"].startswith("Dear Ada,\n\nthank you")
    assert {"name": "not-sold", "title": "We do not sell that"} in opened(ticket)["canned"]


@pytest.mark.parametrize("given", [{"message": None}, {"canned": "not-sold"}])
def test_an_answer_is_either_written_or_canned(given):
    ticket, _ = written()
    with pytest.raises(InvalidFields):
        reply(ticket, **given)


def test_a_customer_who_writes_again_opens_what_was_answered():
    ticket, path = written()
    reply(ticket)
    Client().post(path.replace("?", "/replies?"), {"message": "Not here yet."})
    assert [m["state"] for m in listed()["messages"]] == ["open"]


def test_the_page_says_how_a_conversation_stands():
    ticket, path = written()
    person = Client(page=True)
    assert "will answer on this page" in person.get(path).text
    reply(ticket)
    page = person.get(path).text
    assert "We have answered: our answer is below." in page
    assert "It left on Monday." in page
    notes.set_state(notes.SettingState(ticket=ticket, state="closed"), BY, NOW)
    assert "We take this as settled." in person.get(path).text


def test_a_conversation_is_closed_and_opened_again_as_often_as_one_likes():
    ticket, _ = written(website="https://bot.example.com")
    for state in ("open", "open", "closed", "closed"):
        asked = to_struct({"ticket": ticket, "state": state}, notes.SettingState, strict=True)
        assert notes.set_state(asked, BY, NOW)["outcome"] == state
        assert tickets.get(ticket, NOW).state == state


def test_a_conversation_that_keeps_changing_is_left_alone():
    ticket, _ = written()
    fault = {
        "Error": {"Code": "TransactionCanceledException", "Message": "on purpose"},
        "CancellationReasons": [{"Code": "ConditionalCheckFailed"}],
    }
    with failing("TransactWriteItems", fault):
        with pytest.raises(Conflict):
            reply(ticket)
        with pytest.raises(Conflict):
            notes.set_state(notes.SettingState(ticket=ticket, state="closed"), BY, NOW)


def test_there_is_no_such_conversation():
    CALLS.clear()
    with pytest.raises(NotFound):
        opened("TK-2222-2222-2")
