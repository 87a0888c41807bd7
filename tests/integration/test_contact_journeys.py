"""Writing to the shop, from the form to the mail and back by its link."""

import re
from datetime import timedelta
from typing import Any

from functions.desk.app import lambda_handler as ask_the_desk
from tests.support.gateway import Client


def desk(action: str, **given: str) -> dict[str, Any]:
    answer = ask_the_desk({"action": action} | given, None)
    assert isinstance(answer, dict)
    return answer


def test_a_person_writes_gets_a_mail_follows_its_link_and_adds_to_the_conversation(post):
    person = Client(page=True)
    page = person.get("/contact").text
    (shown,) = re.findall(r'name="shown" value="([^"]+)"', page)
    person.now += timedelta(minutes=2)
    sent = person.post(
        "/contact",
        {
            "name": "A. Customer",
            "email": "customer@example.com",
            "topic": "privacy",
            "order_number": "",
            "message": "What do you keep about me?",
            "website": "",
            "shown": shown,
        },
    )
    assert sent.status == 303
    assert "What do you keep about me?" in person.get(sent.headers["location"]).text

    (mail,) = post.deliver()
    assert mail.to == ["customer@example.com"]
    elsewhere = Client(page=True, address="2001:db8::1")
    link = mail.link("/contact/")
    assert link == sent.headers["location"]
    elsewhere.now = person.now + timedelta(days=1)
    assert "Privacy and your data" in elsewhere.get(link).text

    (action,) = re.findall(r'<form action="([^"]+/replies[^"]*)"', elsewhere.get(link).text)
    back = elsewhere.post(action, {"message": "And until when?"})
    assert back.status == 303
    conversation = elsewhere.get(back.headers["location"]).text
    assert conversation.index("What do you keep") < conversation.index("And until when?")
    assert len(post.deliver()) == 1


def test_a_program_writes_and_reads_on(post):
    program = Client()
    ways = program.get("/contact").json
    opened = program.post(
        "/contact",
        {
            "name": "A program",
            "email": "customer@example.com",
            "topic": ways["topics"][0],
            "message": "First",
        },
    ).json
    thread = f"/contact/{opened['ticket']}"
    key = opened["key"]
    assert program.post(f"{thread}/replies", {"message": "Second", "key": key}).status == 201
    messages = program.get(f"{thread}?key={key}").json["messages"]
    assert [message["message"] for message in messages] == ["First", "Second"]
    assert len(post.deliver()) == 1


def test_a_robot_is_answered_like_a_person_and_nobody_gets_a_mail(tables, post):
    robot = Client(page=True)
    sent = robot.post(
        "/contact",
        {
            "name": "Robot",
            "email": "victim@example.com",
            "topic": "other",
            "message": "Buy this",
            "website": "https://example.com",
        },
    )
    assert sent.status == 303
    assert robot.get(sent.headers["location"]).status == 200
    assert post.deliver() == []
    assert tables.count("TicketsTable") == 1


def test_a_message_is_answered_at_the_desk_and_opened_again_by_its_writer(post):
    program = Client()
    opened = program.post(
        "/contact",
        {"name": "Ada", "email": "ada@example.com", "topic": "product", "message": "Is it green?"},
    ).json
    (waiting,) = desk("messages")["messages"]
    assert desk("message", ticket=waiting["ticket"])["messages"][0]["message"] == "Is it green?"
    for _ in range(2):
        desk("reply", ticket=waiting["ticket"], key="today-1", message="It is red.")
    _, answer = post.deliver()
    assert "It is red." not in answer.text
    seen = program.get(answer.link("/contact/")).json
    assert [message["message"] for message in seen["messages"]] == ["Is it green?", "It is red."]
    assert desk("messages")["messages"] == []

    path = f"/contact/{opened['ticket']}/replies"
    program.post(path, {"message": "A pity.", "key": opened["key"]})
    (again,) = desk("messages")["messages"]
    assert (again["ticket"], again["state"]) == (opened["ticket"], "open")
    desk("message-state", ticket=again["ticket"], state="closed")
    assert desk("messages") == {"messages": [], "quarantined": []}


def test_an_honest_message_that_was_set_apart_is_let_out(post):
    hasty = Client(page=True)
    (shown,) = re.findall(r'name="shown" value="([^"]+)"', hasty.get("/contact").text)
    form = {"name": "Ada", "email": "ada@example.com", "topic": "other", "message": "Pasted."}
    hasty.post("/contact", form | {"website": "", "shown": shown, "order_number": ""})
    (apart,) = desk("messages")["quarantined"]
    assert apart["suspicions"] == ["too-fast"]

    desk("message-state", ticket=apart["ticket"], state="open")

    shown_now = desk("messages")
    assert [m["ticket"] for m in shown_now["messages"]] == [apart["ticket"]]
    assert shown_now["quarantined"] == []
