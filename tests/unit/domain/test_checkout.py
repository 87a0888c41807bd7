from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shop.domain.acceptances import Acceptance, PolicyVersion
from shop.domain.carts import CartProblem, PricedCart, PricedLine
from shop.domain.checkout import (
    delivery_offers,
    kept_key,
    order_from,
    parcel_of,
    refuse_other_policies,
    refuse_other_promotion,
    refuse_other_review,
    refuse_problems,
    review_of,
)
from shop.domain.errors import CartChanged, InvalidFields, OutOfStock, PromotionUnavailable
from shop.domain.order_sums import OrderLine
from shop.domain.orders import payment_due_at
from shop.domain.promotions import Promotion
from shop.domain.shipping import offers, ships_between
from shop.domain.tax import TAX_CLASSES
from tests.support.gateway import NOW
from tests.support.orders import BILLING, NUMBER, POLICIES, SHIPPING, a_review, some_answers

TENTH_OFF = Promotion(
    code="TENTH",
    kind="percent",
    amount=10,
    starts_at=NOW - timedelta(days=1),
    ends_at=NOW + timedelta(days=1),
)
LINE = PricedLine("LAMP", "Lamp", 2, 1999, 400)


def a_cart(
    lines: Iterable[PricedLine] = (LINE,),
    promotion: Promotion | None = None,
    problems: Iterable[CartProblem] = (),
) -> PricedCart:
    return PricedCart(version=7, lines=tuple(lines), promotion=promotion, problems=tuple(problems))


def test_a_cart_without_problems_may_be_reviewed():
    refuse_problems(a_cart())


def test_an_empty_cart_is_refused():
    with pytest.raises(CartChanged, match="empty"):
        refuse_problems(a_cart(lines=()))


def test_short_stock_is_refused_with_the_skus():
    problems = (
        CartProblem("price-changed", "MUG", "The price has changed."),
        CartProblem("short-stock", "LAMP", "Lamp has only 1 left."),
        CartProblem("unavailable", "HORN", "We do not sell this any more."),
    )
    with pytest.raises(OutOfStock, match="Lamp has only 1 left") as refused:
        refuse_problems(a_cart(problems=problems))
    assert refused.value.skus == ("LAMP", "HORN")


def test_a_cart_with_nothing_but_what_is_gone_is_out_of_stock():
    problems = (CartProblem("unavailable", "HORN", "We do not sell this any more."),)
    with pytest.raises(OutOfStock):
        refuse_problems(a_cart(lines=(), problems=problems))


def test_a_changed_price_is_refused():
    with pytest.raises(CartChanged, match="has changed"):
        refuse_problems(
            a_cart(problems=(CartProblem("price-changed", "LAMP", "The price has changed."),))
        )


def test_a_code_that_gives_nothing_is_refused():
    with pytest.raises(PromotionUnavailable):
        refuse_problems(a_cart(problems=(CartProblem("promotion-unavailable", None, "No."),)))


def test_a_review_shows_what_would_be_ordered():
    review = review_of(
        a_cart(promotion=TENTH_OFF),
        some_answers(),
        key="k" * 32,
        policies=POLICIES,
        now=NOW,
    )
    assert review.idempotency_key == "review-" + "k" * 32
    assert review.cart_version == 7
    assert review.lines == (OrderLine("LAMP", "Lamp", 2, 1999, "standard", 0, 400),)
    assert review.promotion_code == "TENTH"
    assert review.sums.subtotal_pence == 3998
    assert review.sums.discount_pence == 400
    assert review.sums.shipping_pence == 1095
    assert review.sums.total_pence == 4693
    assert review.ships_between == ships_between(NOW.date())
    assert (review.billing_address, review.shipping_address) == (BILLING, SHIPPING)
    assert (review.policy_version, review.policies) == (POLICIES[0].version, POLICIES)


def test_a_review_sends_to_the_billing_address_where_no_other_is_given():
    review = review_of(
        a_cart(), some_answers(shipping_address=None), key="k", policies=POLICIES, now=NOW
    )
    assert review.shipping_address == BILLING
    assert review.promotion_code is None


GOODS = st.builds(
    PricedLine,
    sku=st.just("S"),
    name=st.just("Thing"),
    quantity=st.integers(1, 99),
    unit_price_pence=st.integers(1, 10**6),
    weight_grams=st.integers(1, 10**6),
    tax_class=st.sampled_from(TAX_CLASSES),
)


@given(
    lines=st.lists(GOODS, min_size=1, max_size=5),
    percent=st.integers(0, 100),
    country=st.sampled_from(["GB", "IE", "US"]),
    prices_include_tax=st.booleans(),
)
def test_the_lines_of_any_review_sum_up_to_its_total(lines, percent, country, prices_include_tax):
    cart = a_cart(lines, promotion=replace(TENTH_OFF, amount=percent))
    possible = offers(parcel_of(cart, country))
    for method, shipping_pence in possible:
        review = review_of(
            cart,
            some_answers(
                shipping_method=method.id, shipping_address=replace(BILLING, country=country)
            ),
            key="k",
            policies=POLICIES,
            now=NOW,
            prices_include_tax=prices_include_tax,
        )
        sums = review.sums
        assert sum(line.total_pence for line in review.lines) == sums.subtotal_pence
        assert sum(line.discount_pence for line in review.lines) == sums.discount_pence
        assert sums.shipping_pence == shipping_pence
        listed = sums.subtotal_pence - sums.discount_pence + shipping_pence
        assert sums.total_pence == listed + (0 if prices_include_tax else sums.tax_pence)
        assert sums.total_pence == sum(part.gross_pence for part in sums.taxes)
        assert sums.tax_pence == 0 or country == "GB"


def test_each_line_is_taxed_by_its_class_where_it_goes():
    book = PricedLine("BOOK", "Book", 1, 1_000, 200, "zero")
    logs = PricedLine("LOGS", "Logs", 1, 1_000, 200, "reduced")
    cart = a_cart((LINE, book, logs))

    def rates(country: str) -> list[tuple[str, int]]:
        answers = some_answers(shipping_address=replace(BILLING, country=country))
        review = review_of(cart, answers, key="k", policies=POLICIES, now=NOW)
        return [(line.tax_class, line.tax_rate_basis_points) for line in review.lines]

    assert rates("GB") == [("standard", 2_000), ("zero", 0), ("reduced", 500)]
    assert rates("US") == [("standard", 0), ("zero", 0), ("reduced", 0)]


def test_methods_are_offered_at_what_the_review_charges():
    free = replace(TENTH_OFF, kind="free_shipping", amount=0)
    assert [(m.id, pence) for m, pence in delivery_offers(a_cart(), "IE")] == [
        ("standard", 1095),
        ("express", 1995),
    ]
    with_code = delivery_offers(a_cart(promotion=free), "IE")
    assert [(m.id, pence) for m, pence in with_code] == [("standard", 0), ("express", 0)]


def test_all_units_are_weighed():
    answers = some_answers(shipping_address=None)
    heavy = a_cart([PricedLine("LAMP", "Lamp", 4, 1_000, 1_000)])
    review = review_of(heavy, answers, key="k", policies=POLICIES, now=NOW)
    assert review.sums.shipping_pence == 595


def test_a_method_that_does_not_take_the_goods_is_refused():
    heavy = a_cart([PricedLine("ANVIL", "Anvil", 99, 1_000, 40_000)])
    with pytest.raises(InvalidFields) as refused:
        review_of(heavy, some_answers(), key="k", policies=POLICIES, now=NOW)
    assert [mistake.field for mistake in refused.value.errors] == ["shipping_method"]


def test_the_first_review_has_a_key_of_its_own():
    assert kept_key(a_review(), None) == a_review()


def test_a_review_that_says_the_same_keeps_its_key():
    again = a_review(idempotency_key="review-another")
    assert kept_key(again, a_review()).idempotency_key == a_review().idempotency_key


def test_the_key_stays_when_only_the_days_have_moved_on():
    tomorrow = a_review(idempotency_key="review-another", ships_between=ships_between(NOW.date()))
    kept = kept_key(tomorrow, a_review())
    assert kept.idempotency_key == a_review().idempotency_key
    assert kept.ships_between == tomorrow.ships_between


@pytest.mark.parametrize(
    "change",
    [
        {"cart_version": 8},
        {"email": "bo@example.com"},
        {"shipping_address": BILLING},
        {"instructions": ""},
        {"policy_version": "2026-12-01"},
        {"policies": (PolicyVersion("terms", "2026-12-01", "e" * 64),)},
    ],
)
def test_a_review_that_says_something_else_has_another_key(change):
    other = a_review(idempotency_key="review-another", **change)
    assert kept_key(other, a_review()) == other


def test_a_confirmation_of_the_pending_review_passes():
    review = a_review()
    assert refuse_other_review(review, 7, review.idempotency_key) is review
    assert refuse_other_review(review, 7, "a-key-of-the-programs-own") is review


@pytest.mark.parametrize(
    ("review", "cart_version", "key"),
    [
        (None, 7, "a-key-of-the-programs-own"),
        (a_review(), 6, a_review().idempotency_key),
        (a_review(), 7, "review-of-an-older-page"),
    ],
)
def test_a_confirmation_of_anything_else_is_refused(review, cart_version, key):
    with pytest.raises(CartChanged):
        refuse_other_review(review, cart_version, key)


def test_an_order_says_what_its_review_said():
    review = a_review(promotion_code="TENTH")
    order = order_from(review, NUMBER, "c1", NOW)
    same = ("email", "lines", "promotion_code", "sums", "billing_address", "shipping_address")
    more = ("shipping_method", "payment_method", "instructions", "policy_version")
    assert all(getattr(order, name) == getattr(review, name) for name in same + more)
    assert (order.number, order.customer_id, order.version) == (NUMBER, "c1", 1)
    assert (order.status, order.placed_at) == ("awaiting_payment", NOW)
    assert order.payment_due_at == payment_due_at(NOW)
    assert order.ships_between is None
    assert order.tracking is None


def test_an_order_keeps_what_its_review_had_agreed_to_and_when():
    order = order_from(a_review(), NUMBER, "c1", NOW)
    assert order.acceptances == (
        Acceptance("terms", "2026-11-22", "f" * 64, at=NOW, surface="review"),
    )


def test_a_confirmation_under_other_policies_than_were_reviewed_is_refused():
    refuse_other_policies(a_review(), POLICIES)
    for changed in (replace(POLICIES[0], version="2026-12-01"), replace(POLICIES[0], sha256="0")):
        with pytest.raises(CartChanged, match="terms have changed"):
            refuse_other_policies(a_review(), (changed,))


def test_an_order_without_a_code_needs_no_promotion():
    refuse_other_promotion(a_review(), None, NOW)


def test_a_promotion_that_gives_what_was_reviewed_passes():
    refuse_other_promotion(a_review(promotion_code="TENTH"), TENTH_OFF, NOW)


@pytest.mark.parametrize("promotion", [None, replace(TENTH_OFF, ends_at=NOW)])
def test_a_promotion_that_is_over_is_refused(promotion):
    with pytest.raises(PromotionUnavailable):
        refuse_other_promotion(a_review(promotion_code="TENTH"), promotion, NOW)


def test_a_delivery_that_is_free_only_now_is_reviewed_again():
    sums = replace(a_review().sums, discount_pence=0)
    free = replace(TENTH_OFF, kind="free_shipping", amount=0)
    with pytest.raises(CartChanged):
        refuse_other_promotion(a_review(promotion_code="TENTH", sums=sums), free, NOW)

    nothing = replace(sums, shipping_pence=0)
    refuse_other_promotion(a_review(promotion_code="TENTH", sums=nothing), free, NOW)


def test_a_promotion_that_gives_another_amount_now_is_refused():
    changed = replace(TENTH_OFF, amount=5)
    with pytest.raises(CartChanged):
        refuse_other_promotion(a_review(promotion_code="TENTH"), changed, NOW)
