"""Mails about material changes: every customer once, before it takes effect."""

from datetime import UTC, date, datetime, timedelta

import pytest

from shop.domain.mails import Mail
from shop.domain.policy_changes import INDEX_LAG, MaterialChange
from shop.gateways import mail_texts
from shop.storage.connection import connection
from shop.storage.customers import CustomerRow
from shop.web.upkeep.policy_notices import announce
from tests.support.accounts import add_customer
from tests.support.gateway import NOW
from tests.support.interleaving import just_before
from tests.support.logs import logged
from tests.support.mailbox import mails_to
from tests.support.tables import CALLS, Tables

pytestmark = pytest.mark.usefixtures("tables")
FIRST = MaterialChange("terms", "2026-11-22", "Terms", date(2026, 11, 22), "First.", None)
CHANGE = MaterialChange(
    "terms", "2026-12-01", "Terms", date(2026, 12, 20), "You have longer to return.", "2026-11-22"
)
CHANGES = (FIRST, CHANGE)
DAY = datetime(2026, 12, 2, 9, 40, tzinfo=UTC)


def told(now: datetime = DAY) -> dict[str, int]:
    return announce(CHANGES, now, datetime.max.replace(tzinfo=UTC))


def test_every_customer_gets_one_mail_however_often_it_runs():
    for number in range(3):
        add_customer(f"c{number}@example.com", created_at=NOW + timedelta(days=number))

    assert told() == {"terms#2026-12-01": 3}
    assert told(DAY + timedelta(hours=1)) == {"terms#2026-12-01": 0}

    for number in range(3):
        (mail,) = mails_to(f"c{number}@example.com")
        assert mail["template"] == "policy-change"
        assert mail["values"]["summary"] == "You have longer to return."


def test_the_mail_reads_well():
    add_customer()
    told()
    (mail,) = mails_to("customer@example.com")
    letter = mail_texts.letter(Mail("change", "x@example.com", "policy-change", mail["values"]))
    assert letter.subject == "Terms: what changes on 20 December 2026"
    assert "Hello Casey Customer," in letter.text
    assert "You have longer to return." in letter.text
    assert "/policies/terms/changes?from=2026-11-22&to=2026-12-01" in letter.text


def test_who_registers_before_it_takes_effect_is_told_too():
    assert told() == {"terms#2026-12-01": 0}
    add_customer(created_at=DAY + timedelta(days=1))
    assert told(DAY + timedelta(days=1) + INDEX_LAG / 2) == {"terms#2026-12-01": 0}
    assert told(DAY + timedelta(days=1) + INDEX_LAG) == {"terms#2026-12-01": 1}


def test_nobody_is_told_of_what_is_in_force_or_was_never_different():
    add_customer()
    assert told(datetime(2026, 12, 20, tzinfo=UTC)) == {}
    assert announce((FIRST,), datetime(2026, 11, 1, tzinfo=UTC), DAY) == {}


def test_goes_on_where_a_run_ended_for_want_of_time(tables: Tables):
    for number in range(150):
        add_customer(f"c{number}@example.com", created_at=NOW + timedelta(seconds=number))

    first = announce(CHANGES, DAY, datetime.min.replace(tzinfo=UTC))
    assert first == {"terms#2026-12-01": 100}
    CALLS.clear()
    assert told() == {"terms#2026-12-01": 50}
    assert CALLS.count("PutItem") == 50
    assert [row["mails"] for row in tables.items("PolicyNoticesTable")] == [150]


def test_goes_through_customers_without_a_scan():
    add_customer()
    CALLS.clear()
    told()
    assert "Scan" not in CALLS


def test_logs_how_many_were_told_and_nobodys_address():
    add_customer()
    with logged() as lines:
        told()
    (line,) = [line for line in lines if line["message"] == "policy-announced"]
    assert (line["notice"], line["mails"]) == ("terms#2026-12-01", 1)
    assert "customer@example.com" not in str(line)


def test_leaves_the_rest_to_another_run_that_has_gone_further():
    for number in range(150):
        add_customer(f"c{number}@example.com", created_at=NOW + timedelta(seconds=number))

    others: list[dict[str, int]] = []
    with just_before("UpdateItem", lambda: others.append(told())):
        mine = told()

    assert (mine, others) == ({"terms#2026-12-01": 100}, [{"terms#2026-12-01": 50}])
    assert told() == {"terms#2026-12-01": 0}


def test_somebody_who_is_erased_meanwhile_gets_no_mail(tables: Tables):
    customer = add_customer()
    table, key = CustomerRow.Meta.table_name, {"customer_id": {"S": customer.customer_id}}

    def erase() -> None:
        connection.client.delete_item(TableName=table, Key=key)

    with just_before("GetItem", erase, nth=2):
        assert told() == {"terms#2026-12-01": 0}
    assert mails_to("customer@example.com") == []
