"""A busy week at the order desk: what its widgets show when there is much to do.

Made through the running shop by customers and operators, on top of `tests.support.stage`; only the
visitors of past days are put where they are counted.
"""

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.support.stage import ADDRESS, Stage, desk, done, new_email

PEOPLE = (
    ("Ada Example", "1 Sample Street", "Exampleton", "EX1 2MP"),
    ("Bartholomew Fitzgerald-Montgomery", "Flat 12, 244 Very Long Avenue", "Testbury", "TE5 7AB"),
    ("Chandra Sample", "9 Proof Lane", "Mockford", "MO2 4AA"),
    ("Dilys Placeholder", "The Old Lighthouse", "Trialpool", "TR1 4LS"),
)
MESSAGES = (
    ("product", "Does the lantern float? I would put it on our pond, beside the heron."),
    ("order", "My parcel has not come yet. Could you tell me when it leaves?\n\nKind regards"),
    ("privacy", "Which of my data do you keep, and until when?"),
)
COLUMNS = "sku,name,description,category,price_pence,weight_grams,image,image_alt,available"
DAYS = 30
CELLS = {
    "country": {"GB": 61, "IE": 14, "DE": 9, "FR": 6},
    "language": {"en": 70, "de": 11, "fr": 7},
    "device": {"phone": 52, "computer": 34, "tablet": 8},
    "network": {"192.0.2.0/24": 8},
    "referrer": {"search.example.com": 31, "the-long-name-of-a-news-site.example.com": 12},
    "page": {"GET /": 140, "GET /products": 96, "GET /products/{sku}": 71, "GET /cart": 22},
    "product": {"LAMP-HUSH-01": 24, "PAPER-ECHO-02": 11},
    "bot": {"bingbot": 17, "curl/": 6},
    "link": {"energy-label": 4},
}


def set_desk_stage(stage: Stage) -> Stage:
    """Place orders in every state, write messages, send things back, ask for corrections."""
    _sell(stage)
    _fail(stage)
    _write(stage)
    _send_back(stage)
    _ask_for_corrections(stage)
    _start_promotion(stage)
    _count_visitors(stage)
    return stage


def goods_csv(sku: str) -> str:
    """Return rows of goods to import: two new ones, one that changes nothing, two bad ones."""
    more = "10,logo.svg,A drawing of a lantern,9"
    return "\n".join(
        (
            COLUMNS,
            f"NEW-{sku}-1,Night light,A small lamp that stays awake.,lanterns,1250,{more}",
            f"NEW-{sku}-2,Day light,A small lamp that does not.,lanterns,1450,{more}",
            f"NEW-{sku}-3,No light,A lamp for ghosts.,lanterns,-5,{more}",
            f"NEW-{sku}-4,Grey light,A lamp for dusk.,no-such-category,99,{more}",
        )
    )


def _buy(stage: Stage, person: int, *, payment: str = "money_order", method: str = "standard"):
    name, line1, city, postal_code = PEOPLE[person % len(PEOPLE)]
    address = ADDRESS | {"name": name, "line1": line1, "city": city, "postal_code": postal_code}
    email = new_email()
    with stage.shop.client() as guest:
        for sku in ("sku", "other_sku"):
            line = {"sku": stage.names[sku], "quantity": 1 + person % 2}
            done(guest.post("/cart/lines", json=line))
        answers = {"email": email, "billing_address": address, "shipping_method": method}
        more = {"payment_method": payment, "instructions": "Ring twice." if person else ""}
        review = done(guest.post("/checkout", json=answers | more))
        key = {"Idempotency-Key": review["idempotency_key"]}
        version = {"cart_version": review["cart_version"]}
        order = done(guest.post("/orders", json=version, headers=key))
    return order | {"email": email}


def _sell(stage: Stage) -> None:
    for person in range(6):
        order = _buy(stage, person)
        number = stage.names[f"desk_{person}"] = order["number"]
        if person == 0:
            continue
        desk(stage, "mark-paid", number=number)
        if person == 2:
            desk(stage, "pack", number=number)
        if person == 3:
            desk(stage, "ship", number=number, tracking="AB 987 654 321")
            stage.names |= {"shipped": number, "shipped_key": order["key"]}
            stage.names["shipped_email"] = order["email"]
        if person == 4:
            desk(stage, "cancel", number=number)


def _fail(stage: Stage) -> None:
    """Ask for what is refused, so that there is something to diagnose."""
    number = stage.names["shipped"]
    with stage.shop.client() as customer:
        key = {"key": stage.names["shipped_key"]}
        for path in ("cancel", "cancel", "pay"):
            customer.post(f"/orders/{number}/{path}", json=key)


def _write(stage: Stage) -> None:
    number = stage.names["shipped"]
    for place, (topic, text) in enumerate(MESSAGES):
        email = stage.names["shipped_email"] if topic == "order" else new_email()
        told: dict[str, str] = {"name": PEOPLE[place][0], "email": email, "topic": topic}
        told["message"] = text
        if topic == "order":
            told["order_number"] = number
        with stage.shop.client() as visitor:
            ticket = done(visitor.post("/contact", json=told))["ticket"]
            stage.names[f"ticket_{topic}"] = ticket
            trap = told | {"website": "https://example.com", "message": "Buy followers. " * 9}
            if topic == "product":
                done(visitor.post("/contact", json=trap))
    ticket = stage.names["ticket_order"]
    answer = "It left this morning.\n\nIts page shows where it is."
    desk(stage, "reply", ticket=ticket, message=answer, key="1")


def _send_back(stage: Stage) -> None:
    line = {"sku": stage.names["sku"], "quantity": 1}
    orders = {state: _buy(stage, 1) for state in ("requested", "approved", "received")}
    for state, order in orders.items():
        number = order["number"]
        desk(stage, "mark-paid", number=number)
        desk(stage, "ship", number=number, tracking="AB 1")
        asked = {"lines": [line], "reason": "It hums in the night.", "key": order["key"]}
        with stage.shop.client() as guest:
            made = done(guest.post(f"/orders/{number}/return", json=asked))
        return_id = made["returns"][0]["return_id"] if "returns" in made else made["return_id"]
        if state != "requested":
            desk(stage, "approve-return", return_id=return_id)
        if state == "received":
            taken = [{"sku": stage.names["sku"], "restocked": 1, "damaged": 0}]
            desk(stage, "receive-return", return_id=return_id, lines=taken)
    _withdraw(stage, orders["received"])


def _withdraw(stage: Stage, order: dict[str, Any]) -> None:
    unknown = {"number": "CT-2PQX-5MWJ-A", "email": new_email()}
    for told in ({"number": order["number"], "email": order["email"]}, unknown):
        said = told | {"name": "Dilys Placeholder", "goods": "The lantern alone, please."}
        with stage.shop.client() as guest:
            token = done(guest.post("/withdraw", json=said))["token"]
            done(guest.post("/withdraw", json={"token": token}))


def _ask_for_corrections(stage: Stage) -> None:
    """Ask as the customer who has just logged in: a guest would need a code by mail first."""
    cookies = "; ".join(f"{name}={value}" for name, value in stage.cookies["customer"].items())
    path = stage.fill("/orders/{order}/corrections")
    wish = {"what": "invoice", "wish": "Please name Sample Limited, not me."}
    moved = {"what": "delivery_address", "address": ADDRESS | {"line1": "2 Sample Street"}}
    with stage.shop.client(headers={"Cookie": cookies}) as customer:
        for asked in (wish, moved):
            done(customer.post(path, json=asked))


def _start_promotion(stage: Stage) -> None:
    code = f"SPRING{uuid.uuid4().hex[:4].upper()}"
    ends = (datetime.now(UTC) + timedelta(days=20)).strftime("%Y-%m-%dT%H:%M:%SZ")
    started: dict[str, Any] = {"code": code, "kind": "fixed", "amount": 500, "ends_at": ends}
    limits = {"least_subtotal_pence": 3000, "most_uses": 100}
    desk(stage, "start-promotion", **started, **limits)


def _count_visitors(stage: Stage) -> None:
    """Put the counts of past days where they are kept: nobody can visit yesterday."""
    tables, table = stage.shop.aws("dynamodb"), stage.shop.outputs()["VisitorCountsTable"]
    today = datetime.now(UTC).date()
    for ago in range(1, DAYS):
        day = (today - timedelta(days=ago)).isoformat()
        people = 60 + 9 * ((ago * 7) % 11) - (30 if ago % 7 in (1, 2) else 0)
        counts = {"page_views": people * 4, "visitors": people, "bots": 20 + ago % 5}
        _put(tables, table, day, "counts", counts | {"orders": people // 24, "visits": people + 11})
        for kind, values in CELLS.items():
            for value, share in values.items():
                number = max(1, people * share // 100)
                _put(tables, table, day, f"cell#{kind}#{value}", {"number": number})


def _put(tables: Any, table: str, day: str, part: str, numbers: dict[str, int]) -> None:
    expires = int((datetime.now(UTC) + timedelta(days=90)).timestamp())
    item = {
        name: {"N": str(number)} for name, number in (numbers | {"expires_at": expires}).items()
    }
    tables.put_item(TableName=table, Item=item | {"day": {"S": day}, "part": {"S": part}})
