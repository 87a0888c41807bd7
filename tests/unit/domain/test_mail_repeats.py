from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from shop.domain.errors import Conflict, NotFound
from shop.domain.mail_repeats import is_repeatable, latest, mail_again, mails_of_events
from shop.domain.mails import SentMail
from shop.domain.order_mails import FACTS, fact_mail
from shop.domain.orders import OrderEvent
from tests.support.orders import NUMBER, an_order

AT = datetime(2026, 11, 22, tzinfo=UTC)
BARE = f"https://shop.example.com/orders/{NUMBER}"
LINK = f"{BARE}?key=k2.new"


def sent(part: str = "received#1", **changes: Any) -> SentMail:
    return replace(
        SentMail(f"order#{NUMBER}#{part}", "order-received", "sent", AT, AT, None), **changes
    )


@pytest.mark.parametrize("fact", FACTS)
def test_tells_again_what_follows_from_the_order_and_nothing_else(fact):
    order = an_order(email="new@example.com", tracking="AB 1")
    again = mail_again(order, sent(f"{fact}#1"), LINK)
    assert again == fact_mail(order, fact, LINK, 2)
    assert (again.mail_id, again.to) == (f"order#{NUMBER}#{fact}#2", "new@example.com")
    assert again.values["link"] == LINK


def test_each_time_is_a_revision_of_its_own():
    assert mail_again(an_order(), sent("paid#9"), LINK).mail_id == f"order#{NUMBER}#paid#10"


def test_tells_again_what_was_kept_of_other_mails_with_links_that_open_again():
    kept = {
        "link": BARE,
        "invoice": f"{BARE}/invoices/1",
        "lines": "2 × Lamp",
        "site": "https://x.example",
    }
    mail = sent("return-1#1", template="order-return-received", values=kept)
    again = mail_again(an_order(), mail, LINK)
    assert again.mail_id == f"order#{NUMBER}#return-1#2"
    assert (again.template, again.to) == ("order-return-received", "ada@example.com")
    assert again.values == kept | {"link": LINK, "invoice": f"{BARE}/invoices/1?key=k2.new"}
    assert mail_again(an_order(), mail, BARE).values == kept


@pytest.mark.parametrize("delivery", [None, "bounced", "complained"])
def test_what_was_sent_may_go_again_however_it_went(delivery):
    assert is_repeatable(an_order(), sent(delivery=delivery))
    assert is_repeatable(an_order(), sent(state="failed", delivery=delivery))


@pytest.mark.parametrize("state", ["waiting", "sending"])
def test_what_is_on_its_way_is_not_sent_again(state):
    assert not is_repeatable(an_order(), sent(state=state))
    with pytest.raises(Conflict, match="on its way"):
        mail_again(an_order(), sent(state=state), LINK)


def test_nobody_is_reminded_again_of_what_is_paid():
    assert is_repeatable(an_order(), sent("reminder#1"))
    with pytest.raises(Conflict, match="no payment"):
        mail_again(an_order(status="paid"), sent("reminder#1"), LINK)


def test_a_mail_of_which_nothing_was_kept_cannot_be_told_again():
    with pytest.raises(Conflict, match="not kept"):
        mail_again(an_order(), sent("return-1#1"), LINK)


@pytest.mark.parametrize("part", ["link#2026-11-22T10", "odd"])
def test_a_mail_without_revisions_has_another_way(part):
    with pytest.raises(NotFound):
        mail_again(an_order(), sent(part, values={"link": BARE}), LINK)


def test_knows_the_latest_revision_of_each():
    parts = ["paid#10", "paid#9", "received#1", "return-1#1", "return-2#1"]
    assert latest([sent(part) for part in parts]) == {
        f"order#{NUMBER}#{part}" for part in parts if part != "paid#9"
    }


def test_tells_again_what_happened_in_a_time_each_fact_once():
    hour = timedelta(hours=1)
    kinds = ["placed", "claimed", "paid", "paid", "shipped"]
    events = [OrderEvent(AT + hour * n, kind, "", "customer", "") for n, kind in enumerate(kinds)]

    def told(since: datetime, until: datetime) -> list[str]:
        again = mails_of_events(an_order(), events, since, until, LINK)
        return [mail.mail_id for mail in again]

    assert told(AT, AT) == [f"order#{NUMBER}#received#1"]
    assert told(AT + hour, AT + 4 * hour) == [
        f"order#{NUMBER}#paid#1",
        f"order#{NUMBER}#shipped#1",
    ]
    assert told(AT + hour, AT + hour) == []
