"""Whose cart a request is about: the customer's, or the browser's by its cookie."""

import hashlib

from shop.domain.sessions import Login
from shop.gateways import clock
from shop.web.cookies import CART, set_cookie
from shop.web.requests import Request

# In what is kept with a request: that its browser had no cookie before.
_IS_NEW = "cart-cookie-is-new"


def customer_cart_id(customer_id: str) -> str:
    """Return the identifier of a customer's cart."""
    return f"customer#{customer_id}"


def guest_cart_id(token: str) -> str:
    """Return the identifier of the cart of a cookie: a hash, so that the table opens no cart."""
    return f"guest#{hashlib.sha256(token.encode()).hexdigest()}"


def anonymous_cart_id(request: Request) -> str | None:
    """Return the identifier of the browser's cart: a hash of its cookie, or None without one."""
    token = request.cookies.get(CART.name, "")
    return guest_cart_id(token) if token else None


def cart_id_of(request: Request, login: Login | None) -> str | None:
    """Return the identifier of the cart a request is about; None if it has none yet."""
    return customer_cart_id(login.customer_id) if login else anonymous_cart_id(request)


def page_after(request: Request) -> str | None:
    """Return where a browser goes after a change of the cart; None when it has changed nothing.

    One that was given its first cookie is asked there whether it kept it.
    """
    if request.method != "POST":
        return None
    return "/cart?added=yes" if _IS_NEW in request.kept else "/cart"


def cart_id_to_fill(request: Request, login: Login | None) -> str:
    """Return the identifier of the cart to change; a browser without one is given its cookie.

    The cookie is set again with every change, since the cart lives on from its last one.
    """
    if login is not None:
        return customer_cart_id(login.customer_id)
    if CART.name not in request.cookies:
        request.kept[_IS_NEW] = True
    token = request.cookies.get(CART.name) or clock.new_id()
    request.cookies[CART.name] = token
    request.reply_cookies.append(set_cookie(CART, token))
    return guest_cart_id(token)
