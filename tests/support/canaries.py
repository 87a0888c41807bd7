"""A customer all of whose data is told apart from everything else, and where it is still found."""

import json
from collections.abc import Iterable
from typing import Any

import boto3

from functions.visits.app import lambda_handler as log_visits
from shop.domain.stock_alerts import StockAlert
from shop.storage import stock_alerts
from tests.support.accounts import add_customer, log_in
from tests.support.codes import turned_on
from tests.support.gateway import NOW, Client
from tests.support.orders import ANSWERS, bought
from tests.support.tables import REGION, Tables
from tests.support.template import resources, table_name
from tests.support.visits import log_batch, make_line

EMAIL = "canary@example.com"
ADDRESS = "192.0.2.77"
# Nobody else's data has any of these in it, however it is written.
WORDS = ("canary", ADDRESS)
POSTAL = {
    "name": "Canary Bird",
    "line1": "1 Canary Street",
    "line2": "Canary flat",
    "city": "Canaryville",
    "region": "Canaryshire",
    "postal_code": "EX1 2MP",
    "country": "GB",
}


def a_customer(email: str = EMAIL) -> Client:
    """Return a client logged in as a customer who has an address, a cart, news and an alert."""
    add_customer(email, customer_id="canary-id", name="Canary Bird")
    client = Client(address=ADDRESS, headers={"user-agent": "Canary/1.0"})
    log_in(client, email, remember=True)
    turned_on(client)
    assert client.post("/account/addresses", POSTAL).status == 201
    wishes = {"newsletter": True, "offers": True, "order_updates_by_post": True}
    assert client.post("/communications", wishes).status == 200
    assert client.post("/cookies", {"recognition": True, "statistics": True}).status == 200
    wait_for_product(email)
    write_message(client, email)
    assert client.post("/password/forgot", {"email": email}).status == 202
    return client


def wait_for_product(email: str = EMAIL) -> None:
    """Keep an alert."""
    stock_alerts.insert(StockAlert(sku="CAP-1", email=email, confirmed_at=NOW))


def write_message(client: Client, email: str = EMAIL) -> Any:
    """Write to the shop, twice in one conversation."""
    message = {
        "name": "Canary Bird",
        "email": email.capitalize(),
        "topic": "other",
        "message": "The canary sings.",
    }
    ticket = client.post("/contact", message).json
    path = f"/contact/{ticket['ticket']}/replies?key={ticket['key']}"
    assert client.post(path, {"message": "The canary sings again."}).status == 201
    return ticket


def answers(email: str = EMAIL) -> dict[str, Any]:
    """Return what is sent to the checkout, with every field filled."""
    return ANSWERS | {
        "email": email,
        "billing_address": POSTAL,
        "shipping_address": POSTAL,
        "instructions": "For the canary.",
    }


def buy(client: Client, email: str = EMAIL) -> str:
    """Order something with every field filled; return the number."""
    return str(bought(client, **answers(email))["number"])


def visit(*, session: str, customer_id: str | None, number: str | None = None) -> None:
    """Have the visit log keep a visit, and one before it that is known by its session alone."""
    known = {"ip": ADDRESS, "session": session, "user_agent": "Canary/1.0"}
    lines = [
        make_line(NOW, request_id="visit-1", **known),
        make_line(NOW, request_id="visit-2", customer_id=customer_id, order_number=number, **known),
    ]
    log_visits(log_batch(lines, name=session), None)


def found_in(tables: Tables, words: Iterable[str] = WORDS) -> dict[str, list[str]]:
    """Return the items that hold one of some words, by their table."""
    sought = [word.lower() for word in words]
    found: dict[str, list[str]] = {}
    for name in resources("AWS::DynamoDB::Table"):
        for item in tables.items(name):
            text = json.dumps(item, ensure_ascii=False).lower()
            if any(word in text for word in sought):
                found.setdefault(name, []).append(text)
    return found


def copied() -> dict[str, list[dict[str, Any]]]:
    """Return a back-up of every table."""
    client = boto3.client("dynamodb", region_name=REGION)
    names = resources("AWS::DynamoDB::Table")
    return {name: client.scan(TableName=table_name(name))["Items"] for name in names}


def restored(backup: dict[str, list[dict[str, Any]]]) -> None:
    """Put a back-up in the place of what is there, but for the ledger of erasures."""
    client = boto3.client("dynamodb", region_name=REGION)
    for name, items in backup.items():
        if name == "DataRequestsTable":
            continue
        keys = [
            key["AttributeName"] for key in resources("AWS::DynamoDB::Table")[name]["KeySchema"]
        ]
        for item in client.scan(TableName=table_name(name))["Items"]:
            client.delete_item(TableName=table_name(name), Key={key: item[key] for key in keys})
        for item in items:
            client.put_item(TableName=table_name(name), Item=item)
