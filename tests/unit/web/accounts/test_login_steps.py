"""What a right password leads to, and what it costs."""

from datetime import timedelta

from shop.web.routes import ROUTES
from tests.support.accounts import add_customer, log_in, logged_in
from tests.support.codes import code_now, turned_on
from tests.support.gateway import Client
from tests.support.logs import counted
from tests.support.tables import CALLS, Tables


def test_a_customer_without_codes_pays_one_read_for_them(tables: Tables):
    add_customer()
    log_in(Client())
    CALLS.clear()
    assert log_in(Client()).status == 200
    assert CALLS.count("GetItem") == 3
    assert "POST /login/code" in ROUTES["sessions"]


def test_counts_logins_by_how_they_end(tables: Tables, capsys):
    add_customer()
    capsys.readouterr()
    client = Client()
    for _ in range(10):
        assert log_in(client, password="not the password").status == 401
    assert log_in(client).status == 429
    assert log_in(Client(address="198.51.100.9"), "nobody@example.com").status == 401
    counts = counted(capsys.readouterr().out)
    assert (counts["LoginsFailed"], counts["LoginsThrottled"]) == (11, 1)
    assert "LoginsOk" not in counts


def test_a_login_is_counted_when_it_is_begun(tables: Tables, capsys):
    add_customer()
    capsys.readouterr()
    assert log_in(Client()).status == 200
    assert counted(capsys.readouterr().out)["LoginsOk"] == 1


def test_a_login_with_a_code_is_counted_once(tables: Tables, capsys):
    add_customer()
    secret, _ = turned_on(logged_in())
    capsys.readouterr()
    client = Client()
    token = log_in(client).json["token"]
    answer = client.post("/login/code", {"token": token, "code": "000000"})
    assert answer.status == 401
    counts = counted(capsys.readouterr().out)
    assert (counts.get("LoginsOk"), counts["LoginsFailed"]) == (None, 1)
    client.now += timedelta(minutes=2)
    code = code_now(client, secret)
    assert client.post("/login/code", {"token": token, "code": code}).status == 200
    assert counted(capsys.readouterr().out)["LoginsOk"] == 1
