"""What all commands have in common: answers, refusals, questions, and text that strangers wrote."""

import pytest
from botocore.exceptions import ClientError, ReadTimeoutError

from shop.storage.orders import row_of
from tests.support.orders import NUMBER, an_order
from tests.support.terminal import OPERATOR, Terminal, in_process
from tools.desk.asking import NoShop

pytestmark = pytest.mark.usefixtures("tables")
NOT_THERE = "There is no such order."


@pytest.fixture
def terminal() -> Terminal:
    row_of(an_order()).save()
    return Terminal()


def test_json_is_exactly_what_the_shop_answers(terminal):
    assert terminal.run("order", NUMBER, "--json") == 0
    assert terminal.json == in_process({"action": "order", "number": NUMBER})["Payload"]


def test_a_refusal_is_the_shops_own_sentence_and_exit_code_1(terminal):
    assert terminal.run("ship", NUMBER, "--yes") == 1
    assert terminal.err == "The order is not paid yet.\n"
    assert terminal.run("ship", NUMBER, "--yes", "--json") == 1
    assert terminal.json["error"] == "conflict"


def test_a_refusal_names_the_fields_that_are_wrong(terminal):
    assert terminal.run("visits", "--address", "nowhere", "--reason", "because") == 1
    assert "ip: This is no IP address." in terminal.err


def test_wrong_usage_is_exit_code_2(terminal):
    assert terminal.run("visits", "--reason", "because") == 2
    assert terminal.run("orders", "--status", "lost") == 2
    assert terminal.run("refund", NUMBER, "--amount", "1.5") == 2
    assert terminal.sent == []


def test_no_shop_there_is_exit_code_2():
    def nobody(_event):
        raise ClientError({"Error": {"Code": "AccessDenied", "Message": "no"}}, "Invoke")

    terminal = Terminal(nobody)
    assert terminal.run("orders") == 2
    assert "cannot be reached" in terminal.err

    def nowhere(_stack, _region):
        raise NoShop("No shop runs on port 3000.")

    terminal.reached = nowhere
    assert terminal.run("orders") == 2
    assert terminal.err == "No shop runs on port 3000.\n"


def test_asks_before_it_changes_anything(terminal):
    assert terminal.run("mark-paid", NUMBER, typed="n\n") == 1
    assert terminal.sent == []
    assert "[shop-local]" in terminal.err
    assert terminal.run("mark-paid", NUMBER, typed="y\n") == 0
    assert [sent["operator"] for sent in terminal.sent] == [OPERATOR]
    assert terminal.run("pack", NUMBER) == 1, "nobody there to answer"
    assert len(terminal.sent) == 1


def test_names_the_stack_it_is_for(terminal):
    terminal.run("orders", "--stack", "shop-prod", "--region", "eu-west-2")
    assert terminal.asked_for == [("shop-prod", "eu-west-2")]
    terminal.environment |= {"DESK_STACK": "shop-dev", "DESK_REGION": "eu-west-1"}
    terminal.run("orders")
    assert terminal.asked_for[1:] == [("shop-dev", "eu-west-1")]


def test_a_lost_answer_to_a_change_is_told_and_nothing_is_sent_again():
    def lost(_event):
        raise ReadTimeoutError(endpoint_url="https://example.com")

    terminal = Terminal(lost)
    assert terminal.run("mark-paid", NUMBER, "--yes") == 1
    assert "It may have been done: send the same again" in terminal.err
    assert len(terminal.sent) == 1


def test_a_function_that_breaks_is_told_with_its_fault():
    fault = {"errorType": "KeyError", "errorMessage": "'x'"}
    terminal = Terminal(lambda _event: {"FunctionError": "Unhandled", "Payload": fault})
    assert terminal.run("orders") == 1
    assert terminal.err == "The order desk failed: KeyError: 'x'. Its log says more.\n"


def test_a_busy_shop_is_asked_again_and_at_last_left_alone():
    busy = {"error": "try-again", "detail": "Please try again."}
    answers = [busy, busy, {"orders": []}]
    terminal = Terminal(lambda _event: {"Payload": answers[len(terminal.sent) - 1]})
    assert terminal.run("orders") == 0
    assert len(terminal.sent) == 3
    always = Terminal(lambda _event: {"Payload": busy})
    assert always.run("orders") == 1
    assert always.err == "Please try again.\n"
    assert len(always.sent) == 5


EVIL = "a\x1b[2Jb\x07[bold red]c[/]\u202ed\u2066:boom:\n\x9be"


def test_nothing_a_stranger_wrote_acts_on_the_terminal():
    row_of(an_order(instructions=EVIL)).save()
    terminal = Terminal()
    terminal.run("order", NUMBER)
    assert "a�[2Jb�[bold red]c[/]d:boom: �e" in terminal.out
    assert not set("\x1b\x07\u202e\u2066\x9b") & set(terminal.out)
    terminal.run("order", NUMBER, "--json")
    assert not set("\x1b\x07\u202e\u2066\x9b") & set(terminal.out)
    assert terminal.json["instructions"] == EVIL


def test_colours_are_for_terminals_and_not_where_they_are_unwanted(terminal):
    terminal.environment |= {"FORCE_COLOR": "1", "NO_COLOR": ""}
    terminal.run("orders")
    assert "\x1b[33m" in terminal.out
    terminal.environment |= {"NO_COLOR": "1"}
    terminal.run("orders")
    assert "\x1b[33m" not in terminal.out
    terminal.environment.pop("FORCE_COLOR")
    terminal.run("orders")
    assert "\x1b" not in terminal.out


@pytest.mark.parametrize("line", ["orders", f"order {NUMBER}", f"diagnose {NUMBER}", "--help"])
def test_fits_eighty_columns(terminal, line):
    terminal.environment["COLUMNS"] = "80"
    assert terminal.run(*line.split()) == 0
    assert max(len(text.rstrip()) for text in terminal.out.splitlines()) <= 80
