"""Changing carts while others change them, too."""

from dataclasses import replace

import pytest

from shop.domain.carts import Cart, CartLine, Merged, Units, set_quantity, with_promotion
from shop.domain.errors import TryAgain
from shop.storage import carts
from shop.web.cart.changes import change_cart, merge_anonymous_cart
from shop.web.cart.owner import anonymous_cart_id
from shop.web.requests import Request
from tests.support.factories import make_product
from tests.support.gateway import NOW, make_event
from tests.support.interleaving import just_before
from tests.support.logs import counted

pytestmark = pytest.mark.usefixtures("tables")


def interfere(cart_id: str) -> None:
    before = carts.find(cart_id, NOW)
    version = before.version + 1 if before else 1
    carts.change(before, Cart(cart_id=cart_id, version=version, promotion="THEIRS"), NOW)


def test_decides_again_on_what_somebody_quicker_wrote():
    seen: list[str | None] = []

    def decide(cart: Cart) -> Cart:
        seen.append(cart.promotion)
        if len(seen) == 1:
            interfere(cart.cart_id)
        return with_promotion(cart, "MINE")

    kept = change_cart("customer#1", decide, NOW)

    assert seen == [None, "THEIRS"]
    assert carts.find("customer#1", NOW) == kept
    assert kept.promotion == "MINE"


def test_gives_up_politely_when_others_never_stop():
    def decide(cart: Cart) -> Cart:
        interfere(cart.cart_id)
        return with_promotion(cart, "MINE")

    with pytest.raises(TryAgain):
        change_cart("customer#1", decide, NOW)


def test_only_an_anonymous_cart_is_given_an_end():
    assert change_cart("customer#1", lambda c: with_promotion(c, "A"), NOW).expires_at is None
    assert change_cart("guest#1", lambda c: with_promotion(c, "A"), NOW).expires_at > NOW


def test_merging_needs_a_cookie_and_a_cart_behind_it():
    nobody = Request(make_event("POST", "/login"))
    assert merge_anonymous_cart(nobody, "1") is None
    assert not nobody.reply_cookies

    empty = Request(make_event("POST", "/login", cookies={"__Host-cart": "gone"}))
    assert merge_anonymous_cart(empty, "1") is None
    assert carts.find("customer#1", NOW) is None
    assert empty.reply_cookies[0].startswith("__Host-cart=; Max-Age=0")


def test_merging_keeps_the_customers_own_lines():
    request = Request(make_event("POST", "/login", cookies={"__Host-cart": "token"}))
    guest_id = anonymous_cart_id(request)
    mine = Cart(cart_id="customer#1", version=5, lines=(CartLine("A", 1, 100),))
    carts.change(None, mine, NOW)
    theirs = Cart(cart_id=guest_id, version=1, lines=(CartLine("B", 2, 50),))
    carts.change(None, replace(theirs, expires_at=NOW.replace(year=2027)), NOW)

    told = merge_anonymous_cart(request, "1")

    merged = carts.find("customer#1", NOW)
    assert told == merged.merged == Merged((Units("B", 2),))
    assert merge_anonymous_cart(request, "1") is None
    assert [line.sku for line in merged.lines] == ["A", "B"]
    assert merged.version == 6
    assert carts.find(guest_id, NOW) is None


def test_a_cart_with_a_code_alone_brings_the_code_and_nothing_to_tell():
    request = Request(make_event("POST", "/login", cookies={"__Host-cart": "token"}))
    guest_id = anonymous_cart_id(request)
    theirs = Cart(cart_id=guest_id, version=1, promotion="TENTH", expires_at=NOW.replace(year=2027))
    carts.change(None, theirs, NOW)

    assert merge_anonymous_cart(request, "1") is None
    assert carts.find("customer#1", NOW).promotion == "TENTH"


def counts_of(capsys, sku: str, quantity: int) -> dict[str, int]:
    capsys.readouterr()
    product = make_product(sku)
    change_cart("customer#1", lambda cart: set_quantity(cart, product, quantity), NOW)
    return counted(capsys.readouterr().out)


def test_a_line_is_counted_when_it_is_new_and_a_cart_with_its_first(capsys):
    first = {"CartsStarted": 1, "CartLinesAdded": 1}
    assert counts_of(capsys, "LAMP-1", 1) == first
    assert counts_of(capsys, "LAMP-1", 1) == {}
    assert counts_of(capsys, "LAMP-1", 3) == {}
    assert counts_of(capsys, "LAMP-2", 1) == {"CartLinesAdded": 1}


def test_merging_looks_again_where_somebody_was_quicker():
    request = Request(make_event("POST", "/login", cookies={"__Host-cart": "token"}))
    theirs = Cart(
        cart_id=anonymous_cart_id(request) or "",
        version=1,
        lines=(CartLine("B", 2, 50),),
        expires_at=NOW.replace(year=2027),
    )
    carts.change(None, theirs, NOW)

    with just_before("TransactWriteItems", lambda: interfere("customer#1")):
        told = merge_anonymous_cart(request, "1")

    assert told == Merged((Units("B", 2),))
    merged = carts.find("customer#1", NOW)
    assert (merged.promotion, [line.sku for line in merged.lines]) == ("THEIRS", ["B"])
