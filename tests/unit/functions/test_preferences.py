"""Cookie choices and one's own visits through the front door."""

from datetime import timedelta
from html import unescape

import pytest

from shop.domain.consent_wording import QUESTIONS, wording_sha256
from shop.domain.policies import in_force
from shop.domain.visits import records_of
from shop.gateways.policy_files import history
from shop.storage import visits
from shop.web.cookies import COOKIES
from shop.web.requests import short_hash
from tests.support.gateway import NOW, Client
from tests.support.logs import counted
from tests.support.tables import CALLS, Tables
from tests.support.visits import make_visit

YES = {"recognition": True, "statistics": True}
NO = {"recognition": False, "statistics": False}
VERSION = in_force(history("cookies"), NOW.date()).version


@pytest.fixture(autouse=True)
def _tables(tables: Tables) -> Tables:
    return tables


def test_tells_every_cookie_of_the_registry_and_the_choices_without_a_database():
    answer = Client().get("/cookies")

    assert answer.status == 200
    assert answer.json["cookies"][4] == {
        "name": "__Host-visitor",
        "purpose": COOKIES[4].purpose,
        "category": "recognition",
        "lifetime": "395 days",
    }
    assert [cookie["name"] for cookie in answer.json["cookies"]] == [c.name for c in COOKIES]
    assert answer.json["choices"] == {"recognition": False, "statistics": True}
    assert answer.json["policy_version"] == in_force(history("cookies"), NOW.date()).version
    assert answer.headers["cache-control"] == "no-store"
    assert answer.set_cookies == []
    assert CALLS == []


def test_offers_a_yes_and_a_no_of_equal_weight_for_each_choice():
    page = Client(page=True).get("/cookies").text

    for name in ("recognition", "statistics"):
        for value in ("true", "false"):
            assert page.count(f'<button class="button" name="{name}" value="{value}">') == 1
    assert all(cookie.name in page for cookie in COOKIES)
    assert "do not work without one" in page
    assert page.count("<script") == page.count("/assets/shop.") - 1 == 1


@pytest.mark.parametrize(("choices", "named"), [(YES, "CountingAllowed"), (NO, "CountingRefused")])
def test_counts_who_allows_counting_and_who_refuses_it(capsys, choices, named):
    Client().post("/cookies", choices)

    counts = counted(capsys.readouterr().out)
    assert {name for name in counts if name.startswith("Counting")} == {named}


def test_sets_the_recognition_cookie_after_a_yes_only(tables: Tables):
    answer = Client().post("/cookies", YES)

    assert answer.status == 200
    assert {n: answer.json[n] for n in YES} == YES
    choices, visitor = answer.set_cookies
    record_id = answer.json["consent_id"]
    assert choices.startswith(f"__Host-cookies=r1s1~{VERSION}~{record_id}; Max-Age=15552000; ")
    assert visitor.startswith("__Host-visitor=")
    assert "Max-Age=34128000" in visitor
    assert CALLS == ["PutItem"]
    (record,) = tables.items("ConsentsTable")
    assert record["consent_id"] == answer.json["consent_id"]
    assert (record["recognition"], record["statistics"], record["method"]) == (True, True, "json")
    policy = in_force(history("cookies"), NOW.date())
    assert (record["policy_version"], record["policy_sha256"]) == (policy.version, policy.sha256)


def test_erases_the_recognition_cookie_in_the_answer_to_a_no():
    visitor = Client()
    visitor.post("/cookies", YES)
    assert "__Host-visitor" in visitor.cookies

    answer = visitor.post("/cookies", NO)

    assert answer.set_cookies[1].startswith("__Host-visitor=; Max-Age=0; Path=/; Secure")
    record_id = answer.json["consent_id"]
    assert visitor.cookies == {"__Host-cookies": f"r0s0~{VERSION}~{record_id}"}
    assert visitor.get("/cookies").json["choices"] == NO


def test_recognises_the_same_visitor_after_another_yes():
    visitor = Client()
    visitor.post("/cookies", YES)
    known_as = visitor.cookies["__Host-visitor"]

    visitor.post("/cookies", YES | {"statistics": False})

    assert visitor.cookies["__Host-visitor"] == known_as


@pytest.mark.parametrize("signal", ["sec-gpc", "dnt"])
def test_switches_statistics_off_for_a_browser_that_asks_not_to_be_tracked(
    signal: str, tables: Tables
):
    visitor = Client(headers={signal: "1"})

    answer = visitor.post("/cookies", YES)

    assert answer.json["statistics"] is False
    assert answer.json["recognition"] is True
    assert visitor.cookies["__Host-cookies"].startswith("r1s0~")
    assert tables.items("ConsentsTable")[0]["method"] == "gpc"
    assert tables.items("ConsentsTable")[0]["signals"] == signal.removeprefix("sec-")
    assert visitor.get("/cookies").json["choices"]["statistics"] is False


def test_says_on_the_page_that_the_browsers_signal_counts():
    page = Client(page=True, headers={"sec-gpc": "1"}).get("/cookies").text

    assert "whatever is chosen here" in page


def test_leads_a_browser_back_to_its_choices_with_the_number_of_the_record(tables: Tables):
    visitor = Client(page=True)

    answer = visitor.post("/cookies", {"recognition": "true", "statistics": "false"})

    (record,) = tables.items("ConsentsTable")
    assert answer.status == 303
    assert answer.headers["location"] == f"/cookies?consent={record['consent_id']}"
    assert record["method"] == "page"
    page = visitor.get(answer.headers["location"])
    assert page.status == 200
    assert record["consent_id"] in page.text


def test_shows_the_visitor_what_is_recorded_and_lets_them_keep_it():
    visitor = Client(headers={"dnt": "1"})
    first = visitor.post("/cookies", YES).json["consent_id"]
    visitor.now += timedelta(days=1)
    second = visitor.post("/cookies", NO).json["consent_id"]
    CALLS.clear()

    shown = visitor.get("/cookies").json

    assert CALLS == ["GetItem", "GetItem"]
    policy = in_force(history("cookies"), NOW.date())
    assert shown["records"][1] == {
        "consent_id": first,
        "at": "2026-11-23T10:00:00Z",
        "policy_version": policy.version,
        "policy_sha256": policy.sha256,
        "wording_sha256": shown["wording_sha256"],
        "recognition": True,
        "statistics": False,
        "method": "gpc",
        "signals": ["dnt"],
    }
    assert [record["consent_id"] for record in shown["records"]] == [second, first]
    page = visitor.get("/cookies", accept="text/html").text
    assert page.index(second) < page.index(first)
    assert "your browser’s signal (sent: DNT)" in page
    file = visitor.get("/cookies?format=json", accept="text/html")
    assert file.headers["content-disposition"] == 'attachment; filename="cookie-choices.json"'
    assert file.json == shown


def test_nobody_else_is_shown_a_record():
    Client().post("/cookies", YES)
    other = Client()
    assert other.get("/cookies").json["records"] == []
    page = other.get("/cookies", accept="text/html").text
    assert "What we have recorded of your answers</h2>\n<p>Nothing" in page


def test_the_page_asks_in_the_words_whose_hash_is_kept(tables: Tables):
    page = unescape(Client(page=True).get("/cookies").text)
    for question in QUESTIONS:
        for words in (question.explanation, question.question, question.yes, question.no):
            assert words in page
    answer = Client().post("/cookies", YES)
    assert answer.status == 200
    (record,) = tables.items("ConsentsTable")
    assert record["wording_sha256"] == wording_sha256()


def test_asks_again_after_a_material_change_and_says_that_the_yes_has_ended():
    chosen = {"__Host-cookies": f"r1s1~2026-11-01~{'A' * 22}", "__Host-visitor": "B" * 22}
    visitor = Client(cookies=dict(chosen))
    shown = visitor.get("/cookies").json
    assert shown["must_choose_again"]
    assert shown["choices"] == {"recognition": False, "statistics": True}
    words = "Our cookie policy has changed since you chose"
    assert words in visitor.get("/cookies", accept="text/html").text
    visitor.post("/cookies", YES)
    assert not visitor.get("/cookies").json["must_choose_again"]
    assert words not in visitor.get("/cookies", accept="text/html").text


def test_keeps_every_answer(tables: Tables):
    visitor = Client()
    visitor.post("/cookies", YES)
    visitor.post("/cookies", NO)

    assert tables.count("ConsentsTable") == 2


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"recognition": True},
        {"recognition": "yes", "statistics": True},
        {"recognition": 1, "statistics": True},
        YES | {"marketing": True},
    ],
)
def test_refuses_an_answer_that_is_not_clear(fields: dict[str, object], tables: Tables):
    answer = Client().post("/cookies", fields)

    assert answer.status == 422
    assert answer.set_cookies == []
    assert tables.count("ConsentsTable") == 0


def test_shows_a_person_the_choices_again_after_an_answer_that_is_not_clear():
    answer = Client(page=True).post("/cookies", {"recognition": "perhaps", "statistics": "true"})

    assert answer.status == 422
    assert "This must be yes or no" in answer.text
    assert "<h1>Cookie choices</h1>" in answer.text


def test_shows_no_text_of_a_strangers_link():
    assert Client(page=True).get("/cookies?consent=Call+us+now").status == 422


def test_does_not_take_choices_from_another_site(tables: Tables):
    answer = Client(page=True).post("/cookies", {}, sec_fetch_site="cross-site")

    assert answer.status == 403
    assert tables.count("ConsentsTable") == 0


def _log(**changes: object) -> None:
    visits.insert_all(records_of(make_visit(**changes)))
    CALLS.clear()


def test_shows_the_visits_of_the_session_and_the_address():
    visitor = Client(cookies={"__Host-cart": "a-cart"})
    _log(request_id="1", session=_session(visitor), path="/cart", ip="192.0.2.77")
    _log(request_id="2", session=None, path="/products")
    _log(request_id="3", session="0" * 16, path="/account")

    answer = visitor.get("/visits")

    assert answer.status == 200
    assert CALLS == ["Query", "Query"]
    assert answer.json["address"] == "192.0.2.10"
    assert answer.json["session"] is True
    assert [visit["path"] for visit in answer.json["visits"]] == ["/products", "/cart"]
    assert answer.json["visits"][1] == {
        "at": "2026-11-23T10:00:00Z",
        "method": "GET",
        "path": "/cart",
        "status": 200,
        "purposes": ["ordering", "demographics"],
        "kept_until": "2026-12-23T10:00:00Z",
        "kept_because": None,
    }


def _session(visitor: Client) -> str:
    return short_hash(visitor.cookies["__Host-cart"]) or ""


def test_asks_once_for_a_visitor_without_a_session():
    answer = Client().get("/visits")

    assert CALLS == ["Query"]
    assert answer.json["session"] is False
    assert answer.json["visits"] == []
    assert {purpose["name"] for purpose in answer.json["purposes"]} == {
        "use-of-site",
        "ordering",
        "diagnosis",
        "demographics",
    }
    assert answer.headers["cache-control"] == "no-store"


def test_asks_nothing_for_a_visitor_whose_address_is_not_known():
    answer = Client(address="unknown").get("/visits")

    assert answer.status == 200
    assert CALLS == []


def test_does_not_show_what_is_past_its_time():
    _log()

    assert len(Client().get("/visits").json["visits"]) == 1
    assert Client(now=NOW + timedelta(days=30)).get("/visits").json["visits"] == []


def test_shows_visits_on_a_page():
    _log(path="/products/<b>")

    page = Client(page=True).get("/visits").text

    assert "&lt;b&gt;" in page
    assert "<b>" not in page
    assert "23 December 2026, 10:00 UTC" in page
    assert "use of site" in page
    assert "You have no session" in page


def test_says_on_a_page_that_nothing_is_held():
    page = Client(page=True, cookies={"__Host-cart": "a-cart"}).get("/visits").text

    assert "The log holds nothing about you" in page
    assert "You have no session" not in page


def _kept_requests(tables: Tables) -> set[str]:
    return {row["request_id"] for row in tables.items("VisitsTable")}


def test_erases_what_need_not_be_kept_and_says_what_stays(tables: Tables):
    visitor = Client(cookies={"__Host-cart": "a-cart"})
    session = _session(visitor)
    _log(request_id="1", session=session)
    _log(request_id="2", user_agent=None)
    _log(request_id="3", session=session, order_number="CT-1")
    _log(request_id="4", session="0" * 16)

    answer = visitor.post("/visits/erase", {})

    assert CALLS == ["UpdateItem", "UpdateItem", "Query", "Query", "BatchWriteItem"]
    assert answer.json == {"erased": 2, "kept": 1}
    assert _kept_requests(tables) == {"3", "4"}
    (left,) = visitor.get("/visits").json["visits"]
    assert left["kept_because"] == "It belongs to an order, whose problems it helps to find."


def test_erasing_twice_erases_nothing_more(tables: Tables):
    visitor = Client(cookies={"__Host-cart": "a-cart"})
    _log(session=_session(visitor))

    first, second = (visitor.post("/visits/erase", {}).json for _ in range(2))

    assert (first, second) == ({"erased": 1, "kept": 0}, {"erased": 0, "kept": 0})


def test_erases_more_than_a_page_shows(tables: Tables):
    visitor = Client(cookies={"__Host-cart": "a-cart"})
    for number in range(120):
        _log(request_id=f"{number}", session=_session(visitor))

    assert visitor.post("/visits/erase", {}).json["erased"] == 120
    assert tables.count("VisitsTable") == 0


def test_erases_by_a_button_and_says_so():
    visitor = Client(page=True, cookies={"__Host-cart": "a-cart"})
    _log(session=_session(visitor), order_number="CT-1")
    assert "Erase what need not be kept" in visitor.get("/visits").text

    answer = visitor.post("/visits/erase", {})

    assert (answer.status, answer.headers["location"]) == (303, "/visits?done=erased")
    page = visitor.get(answer.headers["location"]).text
    assert "We have erased what the log need not keep." in page
    assert "Cannot be erased. It belongs to an order" in page


def test_erases_five_times_an_hour_and_not_for_another_site():
    visitor = Client()
    statuses = [visitor.post("/visits/erase", {}).status for _ in range(6)]
    assert statuses == [200] * 5 + [429]
    assert Client().post("/visits/erase", {}, sec_fetch_site="cross-site").status == 403


def test_tells_of_each_purpose_in_which_form_and_how_long_it_is_kept():
    purposes = {p["name"]: p for p in Client().get("/visits").json["purposes"]}
    assert purposes["ordering"]["kept_for"] == "30 days"
    assert purposes["ordering"]["form"] == "The requests of one session, with the full address"
    assert "without addresses" in purposes["demographics"]["form"]
    assert ">30 days</td>" in Client(page=True).get("/visits").text


def test_says_clearly_that_a_browser_without_cookies_keeps_no_choice():
    keeping = Client(page=True)
    location = keeping.post("/cookies", {"recognition": "true", "statistics": "false"}).headers[
        "location"
    ]
    assert "Your choice is saved and in force" in keeping.get(location).text
    page = Client(page=True).get(location).text
    assert "does not keep our cookies" in page
    assert "in force. The number" not in page
