"""The pages of a widget: what each shows."""

import re
from pathlib import Path

import pytest

from shop.storage import payments, product_terms
from shop.storage.orders import row_of
from shop.web.desk import rendering
from shop.web.desk.widget_pages import PAGES
from tests.support.accounts import add_customer
from tests.support.data_requests import add_request
from tests.support.desk_pages import PAGES as PICTURED
from tests.support.factories import make_product, stock
from tests.support.gateway import Client
from tests.support.orders import NUMBER, an_order, bought
from tests.support.payments import a_payment
from tests.support.returns import kept_return
from tests.support.widget_changes import READY
from tests.support.widgets import Dashboard

TEMPLATES = Path(rendering.__file__).parent / "templates"
pytestmark = pytest.mark.usefixtures("tables")


def test_an_order_is_shown_with_its_money_goods_and_history():
    stock(make_product("LAMP-1"))
    number = bought(Client(), quantity=2)["number"]
    desk = Dashboard()
    desk.open("order", number=number)
    desk.press("Mark paid")
    text = " ".join(desk.page.text.split())
    assert "We have received your payment. ada request-7" in text
    assert "Offline Paid" in text
    assert "LAMP-1 sold -2" in text
    assert "1 Sample Street" in text


@pytest.mark.parametrize(
    ("status", "shipment", "labels"),
    [
        ("awaiting_payment", "none", {"Mark paid", "Cancel the order"}),
        ("paid", "none", {"Pack", "Ship", "Cancel the order"}),
        ("paid", "packing", {"Stop packing", "Ship", "Cancel the order"}),
        ("shipped", "shipped", set()),
        ("cancelled", "none", set()),
    ],
)
def test_an_order_has_the_buttons_of_its_stage(status: str, shipment: str, labels: set[str]):
    row_of(an_order(status=status, shipment=shipment)).save()
    shown = Dashboard().open("order", number=NUMBER)
    every = {"Mark paid", "Pack", "Stop packing", "Ship", "Cancel the order"}
    # What came for an order that expired or was cancelled is noted all the same.
    assert {b.label for b in shown.buttons} & every - {"Mark paid"} == labels - {"Mark paid"}
    assert ("Mark paid" in {b.label for b in shown.buttons}) is (status == "awaiting_payment")


def test_the_pick_list_sums_up_the_goods_and_shows_each_parcel():
    row_of(an_order(status="paid")).save()
    row_of(an_order(number="CT-3333-3333-3", status="paid", shipment="packing")).save()
    text = " ".join(Dashboard().open("pick-list").text.split())
    assert "4 LAMP Lamp" in text
    assert text.count("2 Trial Road") == 2
    assert "Ring twice." in text


def test_whoever_is_owed_money_is_listed():
    row_of(an_order(status="cancelled")).save()
    payments.insert(a_payment(state="refund_due", provider="offline", due_pence=4758))
    shown = Dashboard().open("refunds")
    assert NUMBER in shown.text
    assert "£47.58" in shown.text


@pytest.mark.parametrize(("provider", "way"), [("offline", "bank"), ("stripe", "")])
def test_a_return_is_paid_back_the_way_the_money_came(provider: str, way: str):
    payments.insert(a_payment(state="paid", provider=provider))
    kept_return(state="received")
    shown = Dashboard().open("returns")
    assert shown.fields[f"repay-{NUMBER}-R1.how"] == way


def test_goods_that_come_back_are_counted_line_by_line():
    kept_return(state="approved")
    shown = Dashboard().open("returns")
    assert shown.fields[f"receive-{NUMBER}-R1.lines.0.restocked"] == "2"
    (button,) = [b for b in shown.buttons if b.label == "Take the goods in"]
    assert button.says["lines"] == {"0": {"sku": "LAMP"}}


def test_no_page_is_without_a_picture():
    asked = {pictured.asks["action"] for pictured in PICTURED}
    assert set(PAGES) - asked == set()


def test_every_page_can_be_reached_from_the_first_one():
    texts = "".join(path.read_text(encoding="utf-8") for path in TEMPLATES.glob("*.html"))
    linked = {button.says["action"] for button in Dashboard().open("orders").buttons}
    linked |= set(re.findall(r'"action": "([\w-]+)"', texts))
    assert set(PAGES) - linked == set()


def test_a_dry_run_tells_the_refused_rows_first_and_writes_nothing():
    desk, _ = READY["import-products"]()
    text = " ".join(desk.page.text.split()).split("It comes to")[-1]
    assert "0 new, 1 changed, 0 as they are, 1 refused." in text
    assert text.index("NO SUCH") < text.index("LAMP Changed")
    assert list(product_terms.list_all("brighter")) == []


def test_two_hundred_rows_are_one_import():
    desk = Dashboard()
    desk.open("import")
    head = "sku,name,description,category,price_pence,weight_grams,image,image_alt"
    rows = [f"BULK-{n},Bulk {n},A thing.,paper,{100 + n},10,logo.svg,A thing" for n in range(199)]
    desk.typed["import.csv"] = "\n".join([head, *rows, "BULK-X,Bad,A thing.,paper,-1,10,x,y"])
    desk.press("See what it comes to")
    assert "199 new, 0 changed, 0 as they are, 1 refused." in " ".join(desk.page.text.split())
    desk.press("Import 199 rows")
    assert desk.notice == "done: The goods are imported."
    assert "BULK-198" in desk.open("products").text


def test_data_requests_are_shown_with_when_they_are_due():
    add_customer()
    add_request()
    assert "Due" in Dashboard().open("data-requests").text


def test_every_page_has_a_title():
    assert all(page.title for page in PAGES.values())
