"""That a shop which was stopped goes on where it was."""

import uuid

from tests.support.local_shop import command


def test_keeps_what_it_knew_and_still_sends_mails_after_a_restart(shop, visitor):
    fields = {"name": "Ada", "email": "ada@example.com", "topic": "other", "message": "Before."}
    kept = visitor.post("/contact", json=fields).json()
    shop.wait_for_mail("ada@example.com")

    assert command("down", shop.place).returncode == 0
    started = command("up", shop.place)

    assert started.returncode == 0, started.stdout + started.stderr
    assert "nothing changed" in started.stdout
    thread = visitor.get(f"/contact/{kept['ticket']}", params={"key": kept["key"]})
    assert "Before." in thread.text
    email = f"{uuid.uuid4().hex[:12]}@example.com"
    visitor.post("/contact", json=fields | {"email": email})
    assert kept["ticket"] not in shop.wait_for_mail(email)["BodyText"]
