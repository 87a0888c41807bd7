"""The checkout: answers, the review of what would be ordered, and the order made from it."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import cast

from shop.domain.addresses import PLEASE_FILL_IN, Address, mistakes_in, tidy
from shop.domain.carts import PricedCart
from shop.domain.countries import country_name
from shop.domain.errors import (
    CartChanged,
    FieldError,
    InvalidFields,
    OutOfStock,
    PromotionUnavailable,
)
from shop.domain.mails import is_address
from shop.domain.orders import Order, OrderLine, PaymentMethod, Sums, payment_due_at
from shop.domain.promotions import REFUSAL, Promotion, discount_pence, is_usable
from shop.domain.shipping import SHIPPING_METHODS, SHIPS_TO, ShippingWindow, ships_between

LONGEST_INSTRUCTIONS = 1_000
# Every way to pay there is; cards are offered where somebody takes them.
PAYMENT_METHODS: dict[PaymentMethod, str] = {"money_order": "Money order", "card": "Card"}
# Keys that the shop makes are told from those of programs by how they begin.
REVIEW_KEY_PREFIX = "review-"
_CHOOSE = "Choose one of the options."


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What a customer answered at the checkout; no shipping address means the billing address."""

    email: str
    billing_address: Address
    shipping_address: Address | None
    shipping_method: str
    payment_method: str
    instructions: str


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


def checked(
    answers: Answers, payment_methods: Collection[str] = frozenset(PAYMENT_METHODS)
) -> Answers:
    """Return the answers, tidied up; `payment_methods` are those offered now.

    Raises:
        InvalidFields: with every mistake in them.
    """
    tidied = _tidied(answers)
    mistakes = (*_mistakes(tidied, payment_methods), *_address_mistakes(tidied))
    if mistakes:
        raise InvalidFields(*mistakes)
    return tidied


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
        raise OutOfStock(skus, " ".join(problem.detail for problem in short))
    if any(problem.code == "price-changed" for problem in cart.problems):
        raise CartChanged(" ".join(problem.detail for problem in cart.problems))
    if cart.problems:
        raise PromotionUnavailable(REFUSAL)


def review_of(
    cart: PricedCart, answers: Answers, *, key: str, policy_version: str, now: datetime
) -> Review:
    """Return the review of an orderable cart with checked answers.

    `key` is 24 random bytes in base64url; `policy_version` is that of the terms in force.
    """
    method = SHIPPING_METHODS[answers.shipping_method]
    return Review(
        idempotency_key=f"{REVIEW_KEY_PREFIX}{key}",
        cart_version=cart.version,
        email=answers.email,
        lines=tuple(
            OrderLine(line.sku, line.name, line.quantity, line.unit_price_pence)
            for line in cart.lines
        ),
        promotion_code=cart.promotion.code if cart.promotion else None,
        sums=Sums(
            subtotal_pence=cart.subtotal_pence,
            discount_pence=cart.discount_pence,
            shipping_pence=method.price_pence(cart.subtotal_pence),
        ),
        ships_between=ships_between(now.astimezone(UTC).date()),
        billing_address=answers.billing_address,
        shipping_address=answers.shipping_address or answers.billing_address,
        shipping_method=method.id,
        payment_method=cast("PaymentMethod", answers.payment_method),
        instructions=answers.instructions,
        policy_version=policy_version,
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
    if discount_pence(promotion, subtotal_pence) != review.sums.discount_pence:
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
    )


def _is_of_another(key: str, review: Review) -> bool:
    return key.startswith(REVIEW_KEY_PREFIX) and key != review.idempotency_key


def _tidied(answers: Answers) -> Answers:
    shipping = answers.shipping_address
    return replace(
        answers,
        email=answers.email.strip(),
        billing_address=tidy(answers.billing_address),
        shipping_address=None if shipping is None else tidy(shipping),
        instructions=answers.instructions.strip(),
    )


def _mistakes(answers: Answers, payment_methods: Collection[str]) -> list[FieldError]:
    found = {
        "email": _email_mistake(answers.email),
        "shipping_method": None if answers.shipping_method in SHIPPING_METHODS else _CHOOSE,
        "payment_method": None if answers.payment_method in payment_methods else _CHOOSE,
        "instructions": (
            f"Use at most {LONGEST_INSTRUCTIONS:,} characters."
            if len(answers.instructions) > LONGEST_INSTRUCTIONS
            else None
        ),
    }
    return [FieldError(field, message) for field, message in found.items() if message]


def _email_mistake(email: str) -> str | None:
    if not email:
        return PLEASE_FILL_IN
    return None if is_address(email) else "This is not an e-mail address."


def _address_mistakes(answers: Answers) -> list[FieldError]:
    mistakes = mistakes_in(answers.billing_address, "billing_address")
    prefix, target = "billing_address", answers.billing_address
    if answers.shipping_address is not None:
        prefix, target = "shipping_address", answers.shipping_address
        mistakes += mistakes_in(target, prefix)
    field = f"{prefix}.country"
    if target.country not in SHIPS_TO and not any(m.field == field for m in mistakes):
        name = country_name(target.country)
        mistakes.append(FieldError(field, f"We do not send parcels to {name} yet."))
    return mistakes
