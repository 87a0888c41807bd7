"""What a right password leads to: a login, or the question for a code."""

from collections.abc import Iterator
from contextlib import contextmanager

from shop.domain.customers import Customer
from shop.domain.errors import InvalidCredentials, TooManyRequests
from shop.storage import second_factors
from shop.telemetry import count
from shop.web.accounts.second_steps import CodeForm, CodeRequired, challenge, passed
from shop.web.accounts.session_views import LoginForm, authenticated, logged_in, safe_next, start
from shop.web.cart.changes import merge_anonymous_cart
from shop.web.replies import Reply
from shop.web.requests import Request


def after_password(request: Request, form: LoginForm) -> Reply:
    """Log in, or ask for a code where the customer wants one.

    Raises:
        InvalidCredentials: nobody's password, or another's.
        InvalidFields: the address cannot be one.
        TooManyRequests: too many failures before this attempt.
    """
    with _counted():
        customer = authenticated(request, form)
    if second_factors.find(customer.customer_id) is None:
        return _logged_in(request, customer, remember=form.remember, next_path=form.next)
    token = challenge(request, customer, remember=form.remember, next_path=form.next)
    return Reply(
        status=202,
        data=CodeRequired("code-required", token),
        page="login_code.html",
        context={"email": customer.email},
    )


def after_code(request: Request, form: CodeForm) -> Reply:
    """Log in who has typed the right password and the right code.

    Raises:
        InvalidCredentials: the code is wrong, or was used before.
        NotAuthenticated: the password was typed too long ago.
        TooManyRequests: too many codes were tried.
    """
    with _counted():
        customer, asked = passed(request, form)
    return _logged_in(request, customer, remember=asked.remember, next_path=asked.next)


def _logged_in(request: Request, customer: Customer, *, remember: bool, next_path: str) -> Reply:
    merged = merge_anonymous_cart(request, customer.customer_id)
    started = start(request, customer, remember=remember)
    count("LoginsOk")
    return Reply(
        data=logged_in(customer, started.session, merged),
        cookies=started.cookies,
        see_other=safe_next(next_path),
    )


@contextmanager
def _counted() -> Iterator[None]:
    """Count a login that is refused, once for each time something was typed."""
    try:
        yield
    except InvalidCredentials:
        count("LoginsFailed")
        raise
    except TooManyRequests:
        count("LoginsThrottled")
        raise
