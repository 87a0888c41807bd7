"""The checkout: the review of what would be ordered, and the order made from it."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import cast

from shop.domain.acceptances import PolicyVersion, accepted
from shop.domain.addresses import Address
from shop.domain.carts import PricedCart
from shop.domain.checkout_answers import Answers
from shop.domain.errors import (
    CartChanged,
    OutOfStock,
    PromotionUnavailable,
)
from shop.domain.order_sums import OrderLine, Sums, sums_of, with_discount
from shop.domain.orders import Order, PaymentMethod, payment_due_at
from shop.domain.promotions import (
    REFUSAL,
    Promotion,
    delivery_pence,
    discount_pence,
    is_usable,
)
from shop.domain.shipping import (
    SHIPPING_METHODS,
    Parcel,
    ShippingWindow,
    offers,
    price_or_refuse,
    ships_between,
)
from shop.domain.shipping_tables import ShippingMethod
from shop.domain.tax import Rates, rates_in

# Keys that the shop makes are told from those of programs by how they begin.
REVIEW_KEY_PREFIX = "review-"
# Said with every problem that acknowledging it in the cart would solve.
ACKNOWLEDGE = "Your cart offers you to go on with today's prices and stock."


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """Everything that would be ordered, as it was shown; `ships_between` is if paid that day."""

    idempotency_key: str
    cart_version: int
    email: str
    lines: tuple[OrderLine, ...]
    promotion_code: str | None
    sums: Sums
    ships_between: ShippingWindow
    billing_address: Address
    shipping_address: Address
    shipping_method: str
    payment_method: PaymentMethod
    instructions: str
    policy_version: str
    policies: tuple[PolicyVersion, ...]


def refuse_problems(cart: PricedCart) -> None:
    """Refuse to review a cart that could not be ordered as it is.

    Raises:
        CartChanged: it is empty, or a price in it is not the one last seen.
        OutOfStock: fewer units are there than it holds.
        PromotionUnavailable: its promotional code gives nothing.
    """
    if not cart.lines and not cart.problems:
        raise CartChanged("Your cart is empty.")
    short = [p for p in cart.problems if p.code in ("short-stock", "unavailable")]
    if short:
        skus = tuple(problem.sku for problem in short if problem.sku)
        raise OutOfStock(skus, " ".join((*(problem.detail for problem in short), ACKNOWLEDGE)))
    if any(problem.code == "price-changed" for problem in cart.problems):
        told = (problem.detail for problem in cart.problems)
        raise CartChanged(" ".join((*told, ACKNOWLEDGE)))
    if cart.problems:
        raise PromotionUnavailable(REFUSAL)


def parcel_of(cart: PricedCart, country: str) -> Parcel:
    """Return what is to be sent to a country if a cart is ordered."""
    return Parcel(country, cart.weight_grams, cart.subtotal_pence)


def delivery_offers(cart: PricedCart, country: str) -> tuple[tuple[ShippingMethod, int], ...]:
    """Return the methods that take a cart to a country, each with its price in pence."""
    return tuple(
        (method, delivery_pence(cart.promotion, full_price_pence))
        for method, full_price_pence in offers(parcel_of(cart, country))
    )


def review_of(
    cart: PricedCart,
    answers: Answers,
    *,
    key: str,
    policies: tuple[PolicyVersion, ...],
    now: datetime,
    prices_include_tax: bool = True,
) -> Review:
    """Return the review of an orderable cart with checked answers.

    `key` is 24 random bytes in base64url; `policies` are those in force, the terms first.

    Raises:
        InvalidFields: the shipping method does not take the goods to where they are to go.
    """
    method = SHIPPING_METHODS[answers.shipping_method]
    target = answers.shipping_address or answers.billing_address
    lines = _lines(cart, rates_in(target.country, target.region))
    full_price_pence = price_or_refuse(method, parcel_of(cart, target.country))
    shipping_pence = delivery_pence(cart.promotion, full_price_pence)
    return Review(
        idempotency_key=f"{REVIEW_KEY_PREFIX}{key}",
        cart_version=cart.version,
        email=answers.email,
        lines=lines,
        promotion_code=cart.promotion.code if cart.promotion else None,
        sums=sums_of(lines, shipping_pence, prices_include_tax=prices_include_tax),
        ships_between=ships_between(now.astimezone(UTC).date()),
        billing_address=answers.billing_address,
        shipping_address=target,
        shipping_method=method.id,
        payment_method=cast("PaymentMethod", answers.payment_method),
        instructions=answers.instructions,
        policy_version=policies[0].version,
        policies=policies,
    )


def kept_key(review: Review, earlier: Review | None) -> Review:
    """Return a review under the key of the earlier one if it says the same.

    A page that is loaded again thus confirms the same order; days passing alone change nothing.
    """
    if earlier is None:
        return review
    same_key = replace(review, idempotency_key=earlier.idempotency_key)
    same_days = replace(earlier, ships_between=review.ships_between)
    return same_key if same_key == same_days else review


def refuse_other_review(review: Review | None, cart_version: int, key: str) -> Review:
    """Return the review that a confirmation is about.

    A key the shop made belongs to one review: pressed on an old page, it confirms nothing else.

    Raises:
        CartChanged: the cart, or the review of it, is another now.
    """
    if review is None or review.cart_version != cart_version or _is_of_another(key, review):
        raise CartChanged("Your cart has changed since you reviewed it. Please look again.")
    return review


def refuse_other_policies(review: Review, in_force: tuple[PolicyVersion, ...]) -> None:
    """Refuse to order under policies that are not those the review showed.

    Raises:
        CartChanged: another version has come into force since.
    """
    if review.policies != in_force:
        raise CartChanged("Our terms have changed since you reviewed this. Please look again.")


def refuse_other_promotion(review: Review, promotion: Promotion | None, now: datetime) -> None:
    """Refuse to order with a promotion that does not give now what the review says.

    Raises:
        PromotionUnavailable: the code can be used no more.
        CartChanged: it takes off another amount now.
    """
    if review.promotion_code is None:
        return
    subtotal_pence = review.sums.subtotal_pence
    if promotion is None or not is_usable(promotion, subtotal_pence, now):
        raise PromotionUnavailable(REFUSAL)
    is_discount = discount_pence(promotion, subtotal_pence) == review.sums.discount_pence
    shipping_pence = review.sums.shipping_pence
    if not is_discount or delivery_pence(promotion, shipping_pence) != shipping_pence:
        raise CartChanged("Your discount has changed since you reviewed it. Please look again.")


def order_from(review: Review, number: str, customer_id: str | None, now: datetime) -> Order:
    """Return the order that a review becomes when it is confirmed."""
    return Order(
        number=number,
        version=1,
        status="awaiting_payment",
        customer_id=customer_id,
        placed_at=now,
        email=review.email,
        lines=review.lines,
        promotion_code=review.promotion_code,
        sums=review.sums,
        billing_address=review.billing_address,
        shipping_address=review.shipping_address,
        shipping_method=review.shipping_method,
        payment_method=review.payment_method,
        payment_due_at=payment_due_at(now, review.payment_method),
        instructions=review.instructions,
        policy_version=review.policy_version,
        acceptances=accepted(review.policies, now, "review"),
    )


def _lines(cart: PricedCart, rates: Rates) -> tuple[OrderLine, ...]:
    lines = [
        OrderLine(
            sku=line.sku,
            name=line.name,
            quantity=line.quantity,
            unit_price_pence=line.unit_price_pence,
            tax_class=line.tax_class,
            tax_rate_basis_points=rates[line.tax_class],
        )
        for line in cart.lines
    ]
    return with_discount(lines, cart.discount_pence)


def _is_of_another(key: str, review: Review) -> bool:
    return key.startswith(REVIEW_KEY_PREFIX) and key != review.idempotency_key
