"""Requests that come in pairs: about somebody the shop knows, and about somebody it does not."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType
from typing import Any

from tests.support.accounts import EMAIL, PASSWORD, add_customer
from tests.support.factories import make_product, stock
from tests.support.gateway import Answer, Client
from tests.support.orders import bought
from tests.support.tables import CALLS

UNKNOWN = "somebody@example.com"
WRONG = "wrong wrong wrong"
NEW = "nine green garden gates"
NOBODYS = "CT-2PQX-5MWJ-A"
BUYER = "ada@example.com"
WATCHED = {"_password_hasher.py": ("hash", "verify"), "gateways/even_time.py": ("wait",)}


@dataclass(frozen=True)
class Pair:
    """A path, and what is sent to it about somebody known and somebody unknown."""

    path: str
    known: dict[str, Any]
    unknown: dict[str, Any]


def pair_of(path: str, field: str, values: tuple[str, str], **rest: Any) -> Pair:
    """Return a pair that differs in one field."""
    known, unknown = values
    return Pair(path, {field: known, **rest}, {field: unknown, **rest})


def pairs() -> dict[str, Pair]:
    """Make a customer and a guest's order, and return what may be asked about them."""
    add_customer()
    stock(make_product(available=60))
    return pairs_about(bought(Client(address="203.0.113.1"))["number"], BUYER)


def pairs_about(number: str, buyer: str) -> dict[str, Pair]:
    """Return what may be asked about a customer, and about a guest's order."""
    emails = (EMAIL, UNKNOWN)
    guess = f"{PASSWORD}!"
    return {
        "login": pair_of("/login", "email", emails, password=WRONG),
        "login, a stranger's password": pair_of("/login", "email", emails, password=guess),
        "register": pair_of("/register", "email", emails, password=NEW, name="Nel New"),
        "register, weak": pair_of("/register", "email", emails, password="x", name="Nel New"),
        "forgot": pair_of("/password/forgot", "email", emails),
        "find, by number": pair_of("/orders/find", "number", (number, NOBODYS), email=buyer),
        "find, by address": pair_of("/orders/find", "email", (buyer, UNKNOWN), number=number),
        "privacy request": pair_of("/privacy/request", "email", emails, kind="export"),
    }


@dataclass(frozen=True)
class Work:
    """An answer, the calls to AWS it took, the runs of Argon2 and the waits for an even time."""

    answer: Answer
    calls: list[str]
    hashes: int
    waits: int


def work_of(client: Client, path: str, fields: dict[str, Any]) -> Work:
    """Send a request and watch what is done for it."""
    CALLS.clear()
    with watched() as runs:
        answer = client.post(path, fields)
    hashes = runs.count("hash") + runs.count("verify")
    return Work(answer, list(CALLS), hashes, runs.count("wait"))


@contextmanager
def watched() -> Iterator[list[str]]:
    """Give the block a list that grows with each run of Argon2, and each wait, in this thread."""
    runs: list[str] = []

    def watch(frame: FrameType, event: str, _argument: Any) -> None:
        code = frame.f_code
        found = (names for file, names in WATCHED.items() if code.co_filename.endswith(file))
        names = next(found, ())
        if event == "call" and code.co_name in names:
            runs.append(code.co_name)

    before = sys.getprofile()
    sys.setprofile(watch)
    try:
        yield runs
    finally:
        sys.setprofile(before)
