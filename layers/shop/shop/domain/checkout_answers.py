"""What a customer answers at the checkout, and what is wrong with it."""

from collections.abc import Collection
from dataclasses import dataclass, replace

from shop.domain.addresses import PLEASE_FILL_IN, Address, mistakes_in, tidy
from shop.domain.countries import country_name
from shop.domain.errors import FieldError, InvalidFields
from shop.domain.mails import is_address
from shop.domain.orders import PaymentMethod
from shop.domain.shipping import SHIPPING_METHODS, SHIPS_TO

LONGEST_INSTRUCTIONS = 1_000
# Every way to pay there is; cards are offered where somebody takes them.
PAYMENT_METHODS: dict[PaymentMethod, str] = {"money_order": "Money order", "card": "Card"}
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
