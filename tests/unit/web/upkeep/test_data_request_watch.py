from datetime import timedelta

import pytest

from shop.gateways import clock
from shop.web.upkeep.data_request_watch import watch
from tests.support.data_requests import add_request
from tests.support.logs import counted, logged

pytestmark = pytest.mark.usefixtures("tables")
DAY = timedelta(days=1)


def test_counts_what_is_due_and_what_is_overdue(capsys):
    now = clock.now()
    add_request(due_at=now + DAY)
    add_request(request_id="late", state="orders-open", due_at=now - 2 * DAY)
    add_request(request_id="done", state="done", due_at=now - 9 * DAY)
    add_request(request_id="asked", state="asked", due_at=now - 9 * DAY)
    with logged() as lines:
        told = watch("")

    oldest = (now - 2 * DAY).date().isoformat()
    assert told == {"due": 2, "overdue": 1, "oldest_due_on": oldest}
    (line,) = [line for line in lines if line["message"] == "data-requests-due"]
    assert (line["due"], line["overdue"], line["oldest_due_on"]) == (2, 1, oldest)
    counts = counted(capsys.readouterr().out)
    assert counts == {"DataRequestsDue": 2, "DataRequestsOverdue": 1}


def test_counts_nothing_where_nothing_is_due(capsys):
    assert watch("") == {"due": 0, "overdue": 0, "oldest_due_on": None}
    assert counted(capsys.readouterr().out)["DataRequestsDue"] == 0
