"""Checking a typed password: counted before it is looked at, so that no two guesses share a count.

Guesses made at the same moment would all read the same number of failures; an attempt that is
counted first cannot. Whoever was right gets the attempt back.
"""

from shop.domain.customers import Customer
from shop.domain.errors import FieldError, InvalidFields
from shop.domain.limits import LOGIN_BY_ACCOUNT, LOGIN_BY_ADDRESS
from shop.domain.passwords import normalised_password
from shop.gateways import even_time, passwords
from shop.storage import customer_emails, customers
from shop.web.limits import count_attempt, give_back_attempt
from shop.web.requests import Request

# The key of no account: an unknown address costs the same read as a known one.
_NOBODY = "nobody"


def customer_with(request: Request, email: str, typed: str) -> Customer | None:
    """Return whose address and password these are; None for nobody's.

    Every refusal does the same, in the same time: two counts, two reads, one hash.

    Raises:
        TooManyRequests: too many failures before this attempt.
    """
    count_attempt(request, LOGIN_BY_ADDRESS)
    count_attempt(request, LOGIN_BY_ACCOUNT, email)
    answered_at = even_time.begin()
    customer = customers.find(customer_emails.find_customer_id(email) or _NOBODY)
    stored_hash = customer.password_hash if customer else None
    if not passwords.is_password(normalised_password(typed), stored_hash):
        even_time.wait(answered_at)
        return None
    give_back_attempt(request, LOGIN_BY_ADDRESS)
    give_back_attempt(request, LOGIN_BY_ACCOUNT, email)
    return customer


def refuse_wrong_password(request: Request, customer: Customer, typed: str, field: str) -> None:
    """Let nobody pass who is logged in but does not know the password.

    Raises:
        InvalidFields: it is not the customer's.
        TooManyRequests: wrong passwords were tried too often.
    """
    count_attempt(request, LOGIN_BY_ACCOUNT, customer.email)
    if not passwords.is_password(normalised_password(typed), customer.password_hash):
        raise InvalidFields(FieldError(field, "This is not your password."))
    give_back_attempt(request, LOGIN_BY_ACCOUNT, customer.email)
