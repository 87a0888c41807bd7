"""Notes on conversations, and whose they are, at the order desk."""

import pytest

from shop.domain.data_requests import Subject
from shop.domain.errors import Conflict, InvalidFields, KeyReused, NotFound
from shop.domain.orders import By
from shop.domain.personal_data_tables import TABLES
from shop.storage import tickets
from shop.storage.personal_rows import find_tickets
from shop.web.desk import messages, notes
from shop.web.desk.views import UNNAMED_OPERATOR
from shop.web.fields import to_struct
from tests.support.faults import failing
from tests.support.gateway import NOW, Client

pytestmark = pytest.mark.usefixtures("tables")
ADA = "arn:aws:iam::123456789012:user/ada"
BY = By(ADA, "request-1")
NOTE = "Called back: she means the other lamp."


@pytest.fixture
def written(tables):
    told = {"name": "Eve", "email": "eve@example.com", "topic": "other", "message": "Well?"}
    answer = Client().post("/contact", told).json
    return answer["ticket"], f"/contact/{answer['ticket']}?key={answer['key']}"


def keep(ticket: str, **given: str):
    asked = {"ticket": ticket, "key": "k1", "note": NOTE} | given
    return notes.keep_note(to_struct(asked, notes.Noting, strict=True), BY, NOW)


def assign(ticket: str, to: str, by: By = BY):
    return notes.assign(
        to_struct({"ticket": ticket, "to": to}, notes.Assigning, strict=True), by, NOW
    )


def history(ticket: str) -> list[tuple[str, str, str]]:
    told = messages.open_message(messages.ReadingMessage(ticket=ticket), BY, NOW)
    return [(e["kind"], e["text"], e["actor"]) for e in told["history"]]


def test_a_note_is_kept_once_with_who_wrote_it(written):
    ticket, _ = written
    assert [keep(ticket)["outcome"] for _ in range(2)] == ["kept", "kept before"]
    assert history(ticket) == [("note", NOTE, ADA)]


def test_another_note_needs_another_key(written):
    ticket, _ = written
    keep(ticket)
    with pytest.raises(KeyReused):
        keep(ticket, note="Something else.")
    keep(ticket, key="k2", note="Something else.")
    assert [text for _, text, _ in history(ticket)] == [NOTE, "Something else."]


def test_a_note_says_something(written):
    with pytest.raises(InvalidFields):
        keep(written[0], note="  ")


@pytest.mark.parametrize("is_page", [True, False])
def test_the_writer_sees_no_note_and_not_whose_it_is(written, is_page):
    ticket, path = written
    keep(ticket)
    assign(ticket, "grace")
    notes.set_state(notes.SettingState(ticket=ticket, state="closed"), BY, NOW)
    told = Client(page=is_page).get(path)
    assert told.status == 200
    for secret in (NOTE, "user/ada", "user/grace", "desk"):
        assert secret not in told.text


def test_a_note_is_no_answer_and_no_message(written):
    ticket, _ = written
    keep(ticket)
    kept = tickets.get(ticket, NOW)
    assert (kept.state, len(kept.messages)) == ("new", 1)


def test_a_conversation_is_taken_handed_over_and_put_back(written):
    ticket, _ = written
    grace = "arn:aws:iam::123456789012:user/grace"
    told = [assign(ticket, to)["assigned_to"] for to in ("me", "me", "grace", "nobody", "nobody")]
    assert told == [ADA, ADA, grace, None, None]
    assert history(ticket) == [
        ("assigned", ADA, ADA),
        ("assigned", grace, ADA),
        ("assigned", "", ADA),
    ]


def test_nobody_takes_a_conversation_without_a_name(written):
    with pytest.raises(InvalidFields):
        assign(written[0], "me", By(UNNAMED_OPERATOR))


@pytest.mark.parametrize("to", ["Ada Lovelace", "", "arn:aws:iam::1:user/x", "<b>"])
def test_whom_iam_cannot_know_is_refused(written, to):
    with pytest.raises(InvalidFields):
        assign(written[0], to)


def test_lists_mine_and_says_whose_each_is(written):
    ticket, _ = written
    asked = to_struct({"mine": True}, messages.ListingMessages, strict=True)
    assert messages.list_messages(asked, BY, NOW)["messages"] == []
    assign(ticket, "me")
    (found,) = messages.list_messages(asked, BY, NOW)["messages"]
    assert (found["ticket"], found["assigned_to"]) == (ticket, ADA)


def test_a_conversation_that_keeps_changing_is_left_alone(written):
    fault = {
        "Error": {"Code": "TransactionCanceledException", "Message": "on purpose"},
        "CancellationReasons": [{"Code": "ConditionalCheckFailed"}],
    }
    with failing("TransactWriteItems", fault), pytest.raises(Conflict):
        assign(written[0], "me")


def test_there_is_no_such_conversation():
    with pytest.raises(NotFound):
        keep("TK-2222-2222-2")


def test_a_note_is_personal_data_so_whoever_asks_for_theirs_gets_it(written):
    ticket, _ = written
    keep(ticket)
    subject = Subject("", "eve@example.com", until=NOW)
    told = [row for row in find_tickets(subject) if row.author == "desk"]
    assert [row.message for row in told] == [NOTE]
    assert TABLES["TicketsTable"].attributes["message"].is_shown
