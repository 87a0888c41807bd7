"""An alert from the sold-out product to the mail, through both streams."""

from urllib.parse import urlsplit

import pytest

from tests.e2e.test_journey import new_email

SKU = "ALERT-LAMP"


@pytest.fixture
def sold_out(shop) -> str:
    """A product of which nothing is left."""
    table = shop.outputs()["ProductsTable"]
    item = shop.aws("dynamodb").scan(TableName=table, Limit=1)["Items"][0]
    item |= {"sku": {"S": SKU}, "available": {"N": "0"}, "name": {"S": "Patient lantern"}}
    shop.aws("dynamodb").put_item(TableName=table, Item=item)
    return SKU


def restock(shop, units: int) -> None:
    shop.aws("dynamodb").update_item(
        TableName=shop.outputs()["ProductsTable"],
        Key={"sku": {"S": SKU}},
        UpdateExpression="SET available = :units",
        ExpressionAttributeValues={":units": {"N": str(units)}},
    )


def test_who_asked_and_confirmed_is_told_once_that_it_is_back(shop, visitor, sold_out):
    email = new_email()
    assert visitor.get(f"/products/{sold_out}").json()["availability"] == "out_of_stock"
    asked = visitor.post(f"/products/{sold_out}/alerts", json={"email": email})
    assert asked.status_code == 202

    text = shop.wait_for_mail(email, "Shall we tell you")["BodyText"]
    [link] = [word for word in text.split() if "/products/alerts/confirm" in word]
    token = urlsplit(link).query.removeprefix("token=")
    confirmed = visitor.post("/products/alerts/confirm", json={"token": token})
    assert confirmed.json() == {"status": "confirmed"}

    restock(shop, 5)
    told = shop.wait_for_mail(email, "is back in stock")
    assert told["Subject"] == "Patient lantern is back in stock"
    assert f"/products/{sold_out}" in told["BodyText"]
    subjects = [mail["Subject"] for mail in shop.mails(email)]
    assert subjects.count(told["Subject"]) == 1
