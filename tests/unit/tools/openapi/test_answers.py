from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import msgspec

from shop.web.replies import Reply, no_content, redirect
from shop.web.requests import Request
from shop.web.visitor import current_login, require_login
from tools.openapi.answers import Answer, answers_of
from tools.openapi.logins import needs_login


class Shown(msgspec.Struct):
    name: str

    def twice(self) -> "list[Shown]":
        return [self, self]


@dataclass(frozen=True, slots=True)
class Found:
    shown: Shown

    @property
    def names(self) -> list[str]:
        return [self.shown.name]


STATUS = {"status": "ok"}
SHOWN = Shown("a")


def find() -> Found:
    return Found(SHOWN)


def both() -> tuple[Found, int]:
    return find(), 1


def only(handler: Callable[..., Reply]) -> Answer:
    [answer] = answers_of(handler, "Title")
    return answer


def kind_of(handler: Callable[..., Reply]) -> Any:
    return only(handler).kind


class TestData:
    def test_of_an_annotated_function(self):
        def handler(request: Request) -> Reply:
            return Reply(data=find())

        assert kind_of(handler) is Found

    def test_of_a_local_and_its_attributes(self):
        def handler(request: Request) -> Reply:
            found = find()
            return Reply(data=found.shown)

        assert kind_of(handler) is Shown

    def test_of_a_property_and_of_a_method(self):
        def by_property(request: Request) -> Reply:
            found = find()
            return Reply(data=found.names)

        def by_method(request: Request) -> Reply:
            return Reply(data=SHOWN.twice())

        assert kind_of(by_property) == list[str]
        assert kind_of(by_method) == list[Shown]

    def test_of_an_unpacked_pair(self):
        def handler(request: Request) -> Reply:
            found, _number = both()
            return Reply(data=found)

        assert kind_of(handler) is Found

    def test_of_a_dictionary(self):
        def handler(request: Request) -> Reply:
            return Reply(data={"found": find(), "names": [find() for _ in range(2)], "one": 1})

        assert kind_of(handler).__annotations__ == {
            "found": Found,
            "names": list[Found],
            "one": int,
        }

    def test_of_a_value_of_the_module(self):
        def by_dictionary(request: Request) -> Reply:
            return Reply(data=STATUS)

        def by_struct(request: Request) -> Reply:
            return Reply(data=SHOWN)

        assert kind_of(by_dictionary).__annotations__ == {"status": str}
        assert kind_of(by_struct) is Shown

    def test_of_a_conversion(self):
        def handler(request: Request) -> Reply:
            return Reply(data=msgspec.convert(STATUS, Shown))

        assert kind_of(handler) is Shown


class TestAnswers:
    def test_have_a_status_a_page_and_where_to_go_on(self):
        def handler(request: Request) -> Reply:
            return Reply(status=201, data=find(), page="x.html", see_other="/a", headers={"X": "1"})

        assert only(handler) == Answer(
            status=201, kind=Found, has_page=True, see_other=True, headers={"X"}
        )

    def test_without_content_and_elsewhere(self):
        def done(request: Request) -> Reply:
            return no_content(see_other="/a")

        def moved(request: Request) -> Reply:
            return redirect("/a")

        assert (only(done).status, only(done).see_other) == (204, True)
        assert only(moved) == Answer(status=308, headers={"Location"})

    def test_come_from_every_return(self):
        def handler(request: Request) -> Reply:
            if request.wants_page:
                return Reply(media=("text/plain", "x"))
            return Reply(data=find()) if request.id else redirect("/a")

        answers = answers_of(handler, "Title")
        assert sorted((answer.status, answer.has_media) for answer in answers) == [
            (200, False),
            (200, True),
            (308, False),
        ]

    def test_of_a_reply_that_is_filled_in_afterwards(self):
        def handler(request: Request) -> Reply:
            reply = Reply(public_seconds=1)
            reply.data = find()
            reply.page = "x.html"
            return reply

        assert only(handler) == Answer(kind=Found, has_page=True)


class TestLogins:
    def test_are_needed_where_one_is_surely_required(self):
        def handler(request: Request) -> Reply:
            return Reply(data=require_login(request))

        assert needs_login(as_of_the_shop(handler))

    def test_are_not_needed_where_one_is_only_looked_for_or_perhaps_required(self):
        def looking(request: Request) -> Reply:
            return Reply(data=current_login(request))

        def perhaps(request: Request) -> Reply:
            return Reply(data=require_login(request) if request.wants_page else None)

        assert not needs_login(as_of_the_shop(looking))
        assert not needs_login(as_of_the_shop(perhaps))


def as_of_the_shop(handler: Callable[..., Reply]) -> Callable[..., Reply]:
    handler.__module__ = "functions.example.app"
    return handler
