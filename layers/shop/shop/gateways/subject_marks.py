"""Marks of people: keyed hashes by which the shop knows again whom it erased, and nobody else."""

from shop.gateways.signatures import every_signature, is_signed, sign

_CUSTOMER = "erased-customer"
_EMAIL = "erased-email"


def customer_mark(customer_id: str) -> str:
    """Return the mark of an account; empty for none."""
    return sign(_CUSTOMER, customer_id) if customer_id else ""


def email_mark(email: str) -> str:
    """Return the mark of an address, however it is capitalised; empty for none."""
    return sign(_EMAIL, _address(email)) if email else ""


def email_marks(email: str) -> tuple[str, ...]:
    """Return every mark that an address may have: one of each key that is good still."""
    return tuple(every_signature(_EMAIL, _address(email))) if email else ()


def is_of_customer(mark: str, customer_id: str) -> bool:
    """Tell whether a mark is an account's."""
    return bool(mark) and is_signed(mark, _CUSTOMER, customer_id)


def is_of_email(mark: str, email: str) -> bool:
    """Tell whether a mark is an address's."""
    return bool(mark) and is_signed(mark, _EMAIL, _address(email))


def _address(email: str) -> str:
    return email.strip().lower()
