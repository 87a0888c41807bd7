from typing import Any

import pytest

from shop.domain import corrections as rules
from shop.domain import data_requests as requests
from shop.domain.errors import Conflict, InvalidFields, NotFound
from shop.domain.orders import GUEST, By
from shop.storage import corrections, orders
from shop.storage.orders import row_of
from shop.web.desk.actions import ACTIONS
from shop.web.fields import to_struct
from tests.support.corrections import a_correction
from tests.support.gateway import NOW
from tests.support.interleaving import just_before
from tests.support.orders import NUMBER, an_order
from tests.support.tables import Tables

pytestmark = pytest.mark.usefixtures("tables")
OPERATOR = "arn:aws:iam::123456789012:user/ada"
ID = f"{NUMBER}-C1"


def act(action: str, **asked: Any) -> Any:
    kind, do = ACTIONS[action]
    return do(to_struct(asked, kind, strict=True), By(OPERATOR, "request-1"), NOW)


@pytest.fixture
def _asked(tables: Tables) -> None:
    row_of(an_order()).save()
    asked = a_correction()
    change = rules.ask(an_order(), [], asked, By(GUEST, "request-0"))
    request = requests.correcting(ID, "guest", NUMBER, NOW)
    corrections.insert(an_order(), change, asked, request, None, seconds_left=10)


@pytest.mark.usefixtures("_asked")
def test_is_accepted_once_however_often_it_is_sent(tables: Tables):
    answers = [act("accept-correction", correction_id=ID.lower().upper()) for _ in range(2)]
    assert answers[0] == answers[1]
    assert answers[0]["outcome"] == "changed"
    assert [mail["template"] for mail in tables.items("MailsTable")] == ["correction-answered"]
    _, events = orders.get_with_events(NUMBER)
    assert [event.actor for event in events] == [GUEST, OPERATOR]
    with pytest.raises(Conflict):
        act("decline-correction", correction_id=ID, answer="No.")


@pytest.mark.usefixtures("_asked")
def test_is_declined_with_a_reason_that_the_customer_is_told(tables: Tables):
    with pytest.raises(InvalidFields):
        act("decline-correction", correction_id=ID, answer="")
    answers = [act("decline-correction", correction_id=ID, answer=" It is right. ") for _ in "12"]
    assert answers[0] == answers[1]
    assert answers[0]["correction"]["answer"] == "It is right."
    (mail,) = tables.items("MailsTable")
    assert "It is right." in str(mail["values"])
    (request,) = tables.items("DataRequestsTable")
    assert request["state"] == "declined"
    assert orders.get_with_events(NUMBER)[0].shipping_address == an_order().shipping_address


@pytest.mark.usefixtures("_asked")
def test_decides_anew_on_an_order_that_is_packed_at_the_same_moment():
    act("mark-paid", number=NUMBER)
    with just_before("TransactWriteItems", lambda: act("pack", number=NUMBER)):
        assert act("accept-correction", correction_id=ID)["outcome"] == "noted"


def test_there_is_none_of_another_name():
    row_of(an_order()).save()
    with pytest.raises(NotFound):
        act("accept-correction", correction_id=ID)
    with pytest.raises(InvalidFields):
        act("accept-correction", correction_id="first")
