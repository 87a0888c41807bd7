import time
from datetime import UTC, datetime

import pytest

from tools.desk.words import clean, counted, moment, money, one_line, pounds, state

NOW = datetime(2026, 7, 21, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _in_london(monkeypatch):
    monkeypatch.setenv("TZ", "Europe/London")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize(
    ("instant", "words"),
    [
        ("2026-07-21T13:05:00Z", "today 14:05"),
        ("2026-07-20T23:30:00Z", "today 00:30"),
        ("2026-07-20T22:30:00Z", "yesterday 23:30"),
        ("2026-07-22T08:00:00Z", "tomorrow 09:00"),
        ("2026-07-03T08:00:00Z", "Fri 3 Jul 09:00"),
        ("2025-01-03T08:00:00Z", "Fri 3 Jan 2025"),
        (None, "–"),
    ],
)
def test_tells_instants_in_words_of_this_place(instant, words):
    assert moment(instant, NOW) == words


def test_tells_money():
    assert pounds(123456) == "£1,234.56"
    assert pounds(-5) == "-£0.05"
    assert money({"amount": 100, "currency": "EUR"}) == "EUR 1.00"
    assert money(None) == "–"


def test_tells_numbers_and_states():
    assert counted(1, "order") == "1 order"
    assert counted(1200, "order") == "1,200 orders"
    assert state("awaiting_payment") == "awaiting payment"


def test_keeps_lines_and_takes_out_what_acts():
    assert clean("a\r\nb\tc\x1b[31m\u200b") == "a\nb    c�[31m"
    assert one_line("a\n  b\x00") == "a b�"
