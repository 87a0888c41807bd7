"""Answering what customers write, from the terminal."""

import sys

import pytest

from shop.storage import tickets
from tests.support.gateway import NOW, Client
from tests.support.terminal import Terminal

pytestmark = pytest.mark.usefixtures("tables")
MESSAGE = {
    "name": "Ada",
    "email": "ada@example.com",
    "topic": "product",
    "message": "Where is\n# my lamp?",
}


@pytest.fixture
def terminal() -> Terminal:
    return Terminal()


@pytest.fixture
def ticket() -> str:
    return str(Client().post("/contact", MESSAGE).json["ticket"])


def said(ticket: str) -> list[str]:
    return [m.text for m in tickets.get(ticket, NOW).messages if m.author == "shop"]


def test_lists_and_shows_a_conversation_with_the_ready_answers(terminal, ticket):
    assert terminal.run("messages") == 0
    assert ticket in terminal.out
    assert terminal.run("message", ticket) == 0
    assert "Where is" in terminal.out
    assert "Ada <ada@example.com>" in terminal.out
    assert "where-is-my-order" in terminal.out


def test_the_suspicious_are_listed_apart_and_can_be_let_out(terminal):
    apart = Client().post("/contact", MESSAGE | {"website": "https://bot.example.com"}).json
    assert terminal.run("messages") == 0
    assert terminal.out.index("Suspicious") < terminal.out.index(apart["ticket"])
    assert terminal.run("message-state", apart["ticket"], "open", "--yes") == 0
    assert "is open" in terminal.out


def test_answers_once_under_one_key(terminal, ticket):
    assert terminal.run("reply", ticket, "-m", "On Monday.", "--yes") == 0
    key = terminal.sent[0]["key"]
    assert f"--key {key}" in terminal.err
    assert terminal.run("reply", ticket, "-m", "On Monday.", "--key", key, "--yes") == 0
    assert "was answered before" in terminal.out
    assert said(ticket) == ["On Monday."]


def test_answers_with_a_ready_text(terminal, ticket):
    assert terminal.run("reply", ticket, "--canned", "how-to-return", "--yes") == 0
    assert said(ticket)[0].startswith("Dear Ada,")
    assert terminal.run("reply", ticket, "--canned", "nothing-like-it", "--yes") == 1


def write_in_editor(terminal, tmp_path, text: str) -> None:
    """Have the editor be a program that keeps what it is shown and writes a text above it."""
    editor = tmp_path / "editor.py"
    editor.write_text(
        "import pathlib, sys\n"
        "file = pathlib.Path(sys.argv[1])\n"
        f"pathlib.Path({str(tmp_path / 'shown')!r}).write_text(file.read_text())\n"
        f"file.write_text({text!r} + file.read_text())\n"
    )
    terminal.environment["EDITOR"] = f"{sys.executable} {editor}"


def test_an_answer_is_written_in_the_editor_under_what_was_asked(terminal, ticket, tmp_path):
    write_in_editor(terminal, tmp_path, "Dear Ada,\n\nsoon.\n")
    assert terminal.run("reply", ticket, typed="y\n") == 0
    assert said(ticket) == ["Dear Ada,\n\nsoon."]
    assert "# # my lamp?" in (tmp_path / "shown").read_text()


def test_an_empty_answer_is_not_sent(terminal, ticket, tmp_path):
    write_in_editor(terminal, tmp_path, " \n")
    assert terminal.run("reply", ticket, "--yes") == 2
    assert "Nothing was written" in terminal.err
    assert said(ticket) == []
