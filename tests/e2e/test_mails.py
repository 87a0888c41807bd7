"""Mails of the deployed shop: sent, shown, sent again, come back, and repeated after a failure."""

import json
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

from shop.domain.mails import mail_tag
from tests.e2e.test_journey import checkout, confirm, new_email
from tools.local_cloud.invoking import invoke
from tools.local_cloud.place import PROJECT

EVENTS = PROJECT / "events/mail_events"


def buy(visitor) -> tuple[str, str, str]:
    """Order something; return the order's number, key and address."""
    email = new_email()
    found = visitor.get("/products", params={"limit": 50}).json()["products"]
    sku = max(found, key=lambda product: product["max_quantity"])["sku"]
    visitor.post("/cart/lines", json={"sku": sku, "quantity": 1})
    reply = confirm(visitor, checkout(visitor, email))
    assert reply.status_code == 201, reply.text
    return reply.json()["number"], reply.json()["key"], email


def mails_of(visitor, number: str, key: str) -> dict[str, str]:
    listed = visitor.get(f"/orders/{number}/mails", params={"key": key}).json()["mails"]
    return {mail["mail"]: mail["state"] for mail in listed}


def eventually(look: Callable[[], Any], wanted: Any) -> None:
    for _ in range(100):
        if look() == wanted:
            return
        time.sleep(0.2)
    assert look() == wanted


def test_a_mail_is_sent_again_and_comes_back(shop, visitor):
    number, key, email = buy(visitor)
    shop.wait_for_mail(email)
    eventually(lambda: mails_of(visitor, number, key), {"received.1": "sent"})

    path = f"/orders/{number}/mails/received.1/resend"
    answers = [visitor.post(path, json={"key": key}).status_code for _ in range(2)]
    assert answers == [201, 200]
    eventually(lambda: mails_of(visitor, number, key), {"received.1": "sent", "received.2": "sent"})
    assert len(shop.mails(email)) == 2

    # The local cloud tells of no bounces by itself; this is the event as Amazon documents it.
    bounce = json.loads((EVENTS / "bounce-permanent.json").read_text())
    bounce["detail"]["mail"]["tags"]["mail"] = [mail_tag(f"order#{number}#received#1")]
    assert "FunctionError" not in invoke(shop.place, "mail_events", bounce)
    assert mails_of(visitor, number, key)["received.1"] == "bounced"


def redrive(shop) -> str:
    """Run the operators' tool on the tests' own shop."""
    environment = shop.place.environment() | {
        "LOCAL_PORT": str(shop.place.port),
        "LOCAL_FOLDER": str(shop.place.folder),
    }
    done = subprocess.run(
        [sys.executable, "-m", "tools.desk", "redrive", "--yes"],
        cwd=PROJECT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_what_failed_at_every_try_is_done_again_once(shop, visitor):
    number, key, email = buy(visitor)
    shop.wait_for_mail(email)
    mail_id = f"order#{number}#received#1"
    tables = shop.aws("dynamodb")
    # As if the stream's function had failed at every try: no mail, but a message in the queue.
    tables.delete_item(TableName=shop.outputs()["MailsTable"], Key={"mail_id": {"S": mail_id}})
    stream = tables.describe_table(TableName=shop.outputs()["OrdersTable"])["Table"]
    now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    batch = {
        "streamArn": stream["LatestStreamArn"],
        "approximateArrivalOfFirstRecord": now,
        "approximateArrivalOfLastRecord": now,
    }
    for _ in range(2):
        shop.aws("sqs").send_message(
            QueueUrl=shop.outputs()["DeadLettersQueue"],
            MessageBody=json.dumps({"DDBStreamBatchInfo": batch}),
        )
    first, second = redrive(shop), redrive(shop)
    assert first.count(mail_id) == 1
    assert "2 done, 0 left" in first
    assert "0 done, 0 left" in second
    eventually(lambda: len(shop.mails(email)), 2)
    assert mails_of(visitor, number, key) == {"received.1": "sent"}
