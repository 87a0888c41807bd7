"""The shop window through its front door."""

import pytest

from tests.support.factories import change_product, make_product, stock
from tests.support.gateway import Client
from tests.support.tables import CALLS, Tables

pytestmark = pytest.mark.usefixtures("tables")


def test_home_shows_products_of_every_category_in_both_representations():
    stock(make_product("LAMP-1"), make_product("MUG-1", category="kitchen", name="Fog mug"))

    data = Client().get("/").json
    page = Client(page=True).get("/").text

    assert [p["sku"] for p in data["products"]["kitchen"]] == ["MUG-1"]
    assert "Fog mug" in page
    assert "£19.99" in page


def test_lists_products_a_page_at_a_time_with_a_signed_cursor():
    stock(*(make_product(f"LAMP-{n}") for n in range(5)))
    shop = Client()

    first = shop.get("/products?limit=2").json
    second = shop.get(f"/products?limit=2&cursor={first['next_cursor']}").json
    third = shop.get(f"/products?limit=2&cursor={second['next_cursor']}").json

    skus = [p["sku"] for page in (first, second, third) for p in page["products"]]
    assert skus == [f"LAMP-{n}" for n in range(5)]
    assert third["next_cursor"] is None


def test_narrows_down_by_category_and_by_every_word():
    stock(
        make_product("LAMP-1", name="Brass lantern"),
        make_product("LAMP-2", name="Tin lantern"),
        make_product("MUG-1", name="Brass mug", category="kitchen"),
    )
    shop = Client()

    def found(query: str) -> list[str]:
        return [p["sku"] for p in shop.get(f"/products?{query}").json["products"]]

    assert found("category=kitchen") == ["MUG-1"]
    assert found("q=BRASS+lanterns") == ["LAMP-1"]
    assert found("q=brass&category=kitchen") == ["MUG-1"]
    assert found("q=unicorn") == []
    assert found("q=%21%21") == []
    assert found("category=nonsense") == []


@pytest.mark.parametrize("cursor", ["x", "x.y", "TEFNUC0x.k1.wrong", "%FF.k1.x", "====.k1.a"])
def test_refuses_a_cursor_that_is_not_its_own(cursor: str):
    assert Client().get(f"/products?cursor={cursor}").status == 400


def test_refuses_the_cursor_of_another_list():
    stock(make_product("LAMP-1"), make_product("LAMP-2"))
    cursor = Client().get("/products?limit=1").json["next_cursor"]

    assert Client().get(f"/products?limit=1&q=fog&cursor={cursor}").status == 400


@pytest.mark.parametrize("limit", ["0", "101", "x", "1.5"])
def test_refuses_a_page_size_outside_1_to_100(limit: str):
    answer = Client().get(f"/products?limit={limit}")

    assert answer.status == 422
    assert answer.json["errors"][0]["field"] == "limit"


def test_ignores_query_fields_that_others_add():
    assert Client().get("/products?utm_source=mail").status == 200


@pytest.mark.parametrize(
    ("available", "availability", "most"),
    [
        (0, "out_of_stock", 0),
        (1, "few_left", 1),
        (5, "few_left", 5),
        (6, "in_stock", 6),
        (150, "in_stock", 99),
    ],
)
def test_tells_the_availability_computed_from_stock(available: int, availability: str, most: int):
    stock(make_product(available=available))

    product = Client().get("/products/LAMP-1").json

    assert (product["availability"], product["max_quantity"]) == (availability, most)
    assert product["price"] == {"amount": 1999, "currency": "GBP"}


def test_shows_a_product_page_with_its_form_only_while_it_can_be_bought():
    stock(make_product("LAMP-1"), make_product("LAMP-2", available=0))
    shop = Client(page=True)

    assert "Put in the cart" in shop.get("/products/LAMP-1").text
    assert "Put in the cart" not in shop.get("/products/LAMP-2").text


def test_a_product_has_a_threshold_of_its_own_for_few_left():
    stock(make_product("LAMP-1", available=9, low_stock_at=9), make_product("LAMP-2", available=1))
    change_product("LAMP-2", low_stock_at=0)

    assert Client().get("/products/LAMP-1").json["availability"] == "few_left"
    assert Client().get("/products/LAMP-2").json["availability"] == "in_stock"


def test_shows_a_reduced_price_beside_the_lowest_of_the_30_days_before():
    stock(make_product(price_pence=2000))
    CALLS.clear()
    full = Client().get("/products/LAMP-1").json
    assert (full["compare_at"], full["lowest_30_days"]) == (None, None)
    assert CALLS == ["GetItem"]
    change_product("LAMP-1", price_pence=1500, compare_at_pence=2500)
    CALLS.clear()

    reduced = Client().get("/products/LAMP-1").json
    page = Client(page=True).get("/products/LAMP-1").text

    assert CALLS == ["GetItem", "Query"] * 2
    assert reduced["price"]["amount"] == 1500
    assert reduced["compare_at"] == {"amount": 2500, "currency": "GBP"}
    assert reduced["lowest_30_days"] == {"amount": 2000, "currency": "GBP"}
    assert "Compared with £25.00. Lowest price of the 30 days before this one: £20.00." in page


def test_announces_no_reduction_where_no_prior_price_is_known_nor_in_lists():
    stock(make_product(price_pence=1500, compare_at_pence=2500))

    assert Client().get("/products/LAMP-1").json["compare_at"] is None
    assert "Compared with" not in Client(page=True).get("/products/LAMP-1").text
    assert "compare_at" not in Client().get("/products").json["products"][0]


def test_answers_404_for_a_product_that_is_not_sold():
    assert Client().get("/products/NOTHING").json["code"] == "not-found"


def test_public_pages_answer_304_to_whoever_has_them_and_set_no_cookie():
    stock(make_product())
    for path in ("/", "/products", "/products/LAMP-1", "/links", "/robots.txt"):
        first = Client().get(path)
        again = Client().get(path, if_none_match=first.headers["etag"])

        assert (first.status, again.status, again.text) == (200, 304, ""), path
        assert first.headers["vary"] == "Accept"
        assert not first.set_cookies


def test_links_lead_out_only_by_the_registry():
    page = Client(page=True)

    assert "not responsible" in page.get("/links").text
    assert (
        page.get("/links/lantern-society").headers["location"] == "https://www.example.org/lanterns"
    )
    assert Client().get("/links/lantern-society").json["link"]["id"] == "lantern-society"
    assert page.get("/links/https:%2F%2Fevil.example").status == 404


def test_assets_are_served_under_hashed_names_for_ever():
    page = Client(page=True).get("/links").text
    address = page.split('<link rel="stylesheet" href="')[1].split('"')[0]

    answer = Client().get(address)

    assert answer.headers["content-type"].startswith("text/css")
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert Client().get("/assets/shop.00000000.css").status == 404
    assert Client().get("/assets/..%2F..%2Fapi.py").status == 404


def test_explains_every_problem_code_and_serves_the_fixed_files():
    assert Client().get("/problems/out-of-stock").json["status"] == 409
    assert Client().get("/problems/nonsense").status == 404
    assert Client().get("/.well-known/gpc.json").json["gpc"] is True
    assert "Expires: 2027-05-22T00:00:00Z" in Client().get("/.well-known/security.txt").text
    assert Client().get("/favicon.ico").headers["location"].startswith("/assets/logo.")
    assert Client().get("/health").json == {"status": "ok", "version": "0.1.0"}


def test_unknown_addresses_and_methods_get_the_shops_own_answer():
    shop = Client()

    assert shop.get("/nothing").status == 404
    wrong = shop.send("DELETE", "/products")
    assert (wrong.status, wrong.headers["allow"]) == (405, "GET")
    assert shop.get("/shop/privacy_policy/").headers["location"] == "/shop/privacy_policy"
    assert shop.get("//products//").status == 404


def test_reads_the_tables_no_more_than_it_must(tables: Tables):
    stock(make_product("LAMP-1"))
    expected = {
        "/": ["Query"] * 4 + ["BatchGetItem"],
        "/products?category=lanterns": ["Query", "BatchGetItem"],
        "/products?q=fog+lantern": ["Query", "Query", "BatchGetItem"],
        "/products/LAMP-1": ["GetItem"],
        "/links": [],
        "/health": [],
    }
    for path, calls in expected.items():
        CALLS.clear()
        Client().get(path)
        assert calls == CALLS, path
