"""A cart as answers show it."""

from dataclasses import replace
from datetime import timedelta

import msgspec

from shop.domain.carts import Merged, PricedCart, PricedLine, Units
from shop.domain.promotions import Promotion
from shop.web.cart.views import cart_view, line_views
from tests.support.gateway import NOW

LINE = PricedLine("LAMP-1", "Fog lantern", 3, 1999, 800)
PROMOTION = Promotion(
    code="TEN", kind="percent", amount=10, starts_at=NOW, ends_at=NOW + timedelta(days=1)
)


def test_shows_each_line_with_its_own_total():
    (line,) = line_views(PricedCart(version=1, lines=(LINE,), promotion=None, problems=()))

    assert (line.unit_price.amount, line.total.amount, line.quantity) == (1999, 5997, 3)


def test_shows_a_promotion_only_while_it_gives_something():
    with_code = cart_view(PricedCart(version=1, lines=(LINE,), promotion=PROMOTION, problems=()))
    without = cart_view(PricedCart(version=1, lines=(LINE,), promotion=None, problems=()))

    assert with_code.promotion.code == "TEN"
    assert with_code.promotion.discount == with_code.discount
    assert with_code.total.amount == 5997 - 600
    assert without.promotion is None
    assert without.discount.amount == 0


def test_free_delivery_is_told_beside_a_discount_of_nothing():
    free = replace(PROMOTION, code="FREEPOST", kind="free_shipping", amount=0)
    view = cart_view(PricedCart(version=1, lines=(LINE,), promotion=free, problems=()))

    assert (view.promotion.free_shipping, view.promotion.discount.amount) == (True, 0)
    assert view.total == view.subtotal


def test_what_a_login_merged_is_only_there_after_one():
    merged = Merged((Units("LAMP-1", 2, "Fog lantern"),))
    bare = PricedCart(version=1, lines=(LINE,), promotion=None, problems=())

    assert "merged" not in msgspec.to_builtins(cart_view(bare))
    shown = msgspec.json.encode(cart_view(replace(bare, merged=merged)))
    assert msgspec.json.decode(shown)["merged"] == {
        "added": [{"sku": "LAMP-1", "quantity": 2, "name": "Fog lantern"}],
        "left_out": [],
    }
