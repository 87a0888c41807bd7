import re
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree as ET

import boto3
import pytest
from botocore.stub import Stubber

from shop.domain.catalogue import CATEGORIES, Product, terms_of
from shop.domain.passwords import PasswordContext, new_password
from shop.domain.promotions import checked, delivery_pence, discount_pence, is_usable
from shop.gateways.common_passwords import common_passwords
from shop.gateways.passwords import is_password
from shop.storage import customers, product_terms, products, promotions
from tests.support.tables import CALLS
from tools.seed.demo_customer import (
    PASSWORD_FILE,
    DemoLogin,
    PasswordForgotten,
    ensure_customer,
    kept_password,
)
from tools.seed.filling import fill, goods_in_words, login_in_words
from tools.seed.goods import read_goods
from tools.seed.shelves import put_all_on_sale, put_on_sale
from tools.seed.stack import StackNotFound, as_variables, table_variables, variable_of
from tools.seed.welcome import (
    FREE_DELIVERY,
    ONCE_EACH,
    PROMOTIONS,
    WELCOME,
    start_promotion,
)

GOODS = read_goods()
FEW_GOODS = GOODS[:3]
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
DRAWINGS = Path(__file__).parents[3] / "layers/shop/shop/web/assets/products"
SVG = "{http://www.w3.org/2000/svg}"
DRAWN_WITH = {"svg", "title", "g", "rect", "circle", "ellipse", "path", "polygon"}

each_good = pytest.mark.parametrize("good", GOODS, ids=lambda good: good.sku)


def drawing(good: Product) -> ET.Element:
    return ET.fromstring((DRAWINGS / good.image).read_text("utf-8"))  # noqa: S314 - our own file


def test_has_twenty_four_goods_in_four_categories():
    assert len(GOODS) == 24
    assert Counter(good.category for good in GOODS) == dict.fromkeys(CATEGORIES, 6)


@pytest.mark.parametrize("field", ["sku", "name", "description", "image", "image_alt"])
def test_no_two_goods_share_a(field):
    assert len({getattr(good, field) for good in GOODS}) == len(GOODS)


def test_stock_shows_every_state_of_availability():
    stock = Counter(good.available for good in GOODS)
    few_left = [good.available for good in GOODS if 1 <= good.available <= 5]
    plenty = [good.available for good in GOODS if 8 <= good.available <= 60]
    assert stock[0] == 1
    assert len(few_left) >= 3
    assert stock[3] == 1
    assert len(plenty) == len(GOODS) - len(few_left) - 1


@each_good
def test_a_good_has_a_readable_sku_and_a_drawing_named_after_it(good):
    assert re.fullmatch(r"[A-Z0-9-]{3,24}", good.sku)
    assert good.image == f"{good.sku.lower()}.svg"


@each_good
def test_a_good_has_a_price_in_pence_and_a_weight_in_grams(good):
    assert type(good.price_pence) is int
    assert 100 <= good.price_pence <= 10_000
    assert type(good.weight_grams) is int
    assert 10 <= good.weight_grams <= 10_000


def test_a_map_is_zero_rated_and_everything_else_is_not():
    # Value Added Tax Act 1994, Schedule 8, Group 3: maps and charts, but not cards or calendars.
    assert [good.sku for good in GOODS if good.tax_class == "zero"] == ["MAP-COLD-04"]
    assert {good.tax_class for good in GOODS} == {"standard", "zero"}


@each_good
def test_a_good_is_described_in_two_to_four_sentences(good):
    assert 2 <= len(re.findall(r"[.!?](?=\s|$)", good.description)) <= 4


@each_good
def test_the_alternative_text_says_what_the_drawing_shows(good):
    assert 30 <= len(good.image_alt) <= 120
    assert good.image_alt != good.name
    assert not good.image_alt.lower().startswith(("image", "picture", "drawing"))


@each_good
def test_the_drawing_has_the_common_frame_and_its_title(good):
    root = drawing(good)
    assert root.tag == f"{SVG}svg"
    assert root.get("viewBox") == "0 0 400 400"
    assert root.get("role") == "img"
    assert root.findtext(f"{SVG}title") == good.image_alt


@each_good
def test_the_drawing_is_shapes_alone(good):
    # No script, style, text, link or embedded picture: nothing a strict policy would refuse.
    elements = list(drawing(good).iter())
    assert {element.tag.removeprefix(SVG) for element in elements} <= DRAWN_WITH
    for element in elements:
        for name, value in element.attrib.items():
            assert not name.lower().startswith("on")
            assert "href" not in name.lower()
            assert name not in {"id", "style", "class"}
            assert "url(" not in value
            assert ":" not in value


@each_good
def test_the_drawing_is_small(good):
    assert 1_000 <= (DRAWINGS / good.image).stat().st_size <= 4_096


def test_every_drawing_belongs_to_a_good():
    assert {path.name for path in DRAWINGS.iterdir()} == {good.image for good in GOODS}


def test_a_table_is_named_to_the_shop_by_its_variable():
    assert variable_of("ProductTermsTable") == "PRODUCT_TERMS_TABLE"


def test_finds_the_tables_among_a_stacks_outputs():
    outputs = [
        {"OutputKey": "ProductsTable", "OutputValue": "shop-products"},
        {"OutputKey": "SiteUrl", "OutputValue": "http://shop.localhost:3000"},
    ]
    assert as_variables(outputs) == {"PRODUCTS_TABLE": "shop-products"}


@pytest.fixture
def cloudformation():
    with Stubber(boto3.client("cloudformation")) as stubber:
        yield stubber


def test_reads_the_tables_of_a_stack(cloudformation):
    stack = {"StackName": "shop", "CreationTime": 0, "StackStatus": "CREATE_COMPLETE"}
    outputs = [{"OutputKey": "CartsTable", "OutputValue": "shop-carts"}]
    cloudformation.add_response(
        "describe_stacks", {"Stacks": [stack | {"Outputs": outputs}]}, {"StackName": "shop"}
    )
    assert table_variables(cloudformation.client, "shop") == {"CARTS_TABLE": "shop-carts"}


def test_says_so_if_there_is_no_such_stack(cloudformation):
    cloudformation.add_client_error("describe_stacks", "ValidationError")
    with pytest.raises(StackNotFound, match="nowhere"):
        table_variables(cloudformation.client, "nowhere")


def test_puts_every_good_on_sale_under_every_term(tables):
    assert put_all_on_sale(FEW_GOODS) == {"new": 3}
    assert [products.get(good.sku) for good in FEW_GOODS] == list(FEW_GOODS)
    assert product_terms.list_by_terms(("all",), after="", limit=100) == sorted(
        good.sku for good in FEW_GOODS
    )
    assert tables.count("ProductTermsTable") == sum(len(terms_of(good)) for good in FEW_GOODS)


@pytest.mark.usefixtures("tables")
def test_a_second_run_changes_nothing():
    put_all_on_sale(FEW_GOODS)
    CALLS.clear()
    assert put_all_on_sale(FEW_GOODS) == {"as before": 3}
    assert set(CALLS) == {"GetItem"}


def test_a_changed_card_is_told_and_its_terms_follow_but_stock_is_kept(tables):
    good = FEW_GOODS[0]
    put_on_sale(replace(good, available=7))
    changed = replace(good, name="Whispering lamp", available=60)
    assert put_on_sale(changed) == "changed"
    assert products.get(good.sku) == replace(changed, available=7)
    assert {item["term"] for item in tables.items("ProductTermsTable")} == terms_of(changed)


def test_tells_that_nothing_changed():
    told = goods_in_words(Counter({"as before": 24}))
    assert told == "Goods: all 24 are on sale already; nothing changed."


def test_tells_what_changed():
    assert goods_in_words(Counter({"new": 2, "changed": 1})) == "Goods: 2 new, 1 changed."


@pytest.mark.usefixtures("tables")
def test_starts_a_promotion_of_ten_per_cent_once():
    assert start_promotion(WELCOME)
    assert not start_promotion(WELCOME)
    promotion = promotions.find("WELCOME10")
    assert promotion is not None
    assert is_usable(promotion, 1, NOW)
    assert discount_pence(promotion, 2_000) == 200


def test_has_a_promotion_of_each_kind_and_one_for_each_customer_once():
    assert {promotion.kind for promotion in PROMOTIONS} == {"percent", "fixed", "free_shipping"}
    assert all(checked(promotion) == promotion for promotion in PROMOTIONS)
    assert delivery_pence(FREE_DELIVERY, 395) == 0
    assert not is_usable(ONCE_EACH, 2_000, NOW, own_uses=1)
    assert is_usable(ONCE_EACH, 2_000, NOW)
    assert not is_usable(ONCE_EACH, 1_999, NOW)


def test_makes_a_customer_who_can_log_in(tables, tmp_path):
    login = ensure_customer(tmp_path, "customer-1", NOW)
    customer = customers.get("customer-1")
    assert login.is_new
    assert customer.email == login.email == "customer@example.com"
    owner = PasswordContext(login.email, customer.name)
    accepted = new_password(login.password, owner, common_passwords())
    assert is_password(accepted, customer.password_hash)
    assert tables.count("CustomerEmailsTable") == 1


def test_makes_the_customer_once(tables, tmp_path):
    first = ensure_customer(tmp_path, "customer-1", NOW)
    again = ensure_customer(tmp_path, "customer-2", NOW)
    assert again == replace(first, is_new=False)
    assert tables.count("CustomersTable") == 1


@pytest.mark.usefixtures("tables")
def test_admits_that_a_password_was_not_kept(tmp_path):
    ensure_customer(tmp_path, "customer-1", NOW)
    (tmp_path / PASSWORD_FILE).unlink()
    with pytest.raises(PasswordForgotten):
        ensure_customer(tmp_path, "customer-2", NOW)


def test_keeps_the_password_for_its_owner_alone(tmp_path):
    file = tmp_path / "new" / PASSWORD_FILE
    assert kept_password(file) == kept_password(file)
    assert file.stat().st_mode & 0o777 == 0o600


def test_tells_whom_to_log_in_as():
    told = login_in_words(DemoLogin("customer@example.com", "a-b-c-d", is_new=True))
    assert told == "Customer customer@example.com: made. Password: a-b-c-d"


@pytest.mark.usefixtures("tables")
def test_tells_each_step_and_that_a_second_run_changes_nothing(tmp_path, capsys):
    fill(FEW_GOODS, tmp_path)
    assert "3 new" in capsys.readouterr().out
    fill(FEW_GOODS, tmp_path)
    assert capsys.readouterr().out.count("nothing changed") == 5


@pytest.mark.usefixtures("tables")
def test_goes_on_without_the_password_if_it_was_not_kept(tmp_path, capsys):
    fill(FEW_GOODS, tmp_path)
    (tmp_path / PASSWORD_FILE).unlink()
    fill(FEW_GOODS, tmp_path)
    assert "its password is not kept" in capsys.readouterr().out
