"""From the cart and the answers to the review that waits to be confirmed."""

from shop.domain.acceptances import POLICIES_OF_AN_ORDER
from shop.domain.carts import Cart, PricedCart
from shop.domain.checkout import Review, kept_key, refuse_problems, review_of
from shop.domain.checkout_answers import checked
from shop.domain.customers import Customer
from shop.domain.errors import CartChanged, NotFound
from shop.gateways import clock
from shop.gateways.policy_files import versions_in_force
from shop.gateways.settings import PRICES_INCLUDE_TAX
from shop.storage import carts
from shop.web.cart.owner import cart_id_of
from shop.web.cart.pricing import price_now, refuse_used_up
from shop.web.checkout.choices import payment_methods
from shop.web.checkout.forms import CheckoutForm, answers_of
from shop.web.checkout.views import pending_review, review_text
from shop.web.requests import Request
from shop.web.visitor import current_login, require_customer


def cart_and_customer(request: Request) -> tuple[Cart | None, Customer | None]:
    """Return the cart of who is asking, and the account if they are logged in."""
    login = current_login(request)
    cart_id = cart_id_of(request, login)
    cart = carts.find(cart_id, request.now) if cart_id else None
    return cart, require_customer(request) if login else None


def begun_checkout(request: Request) -> tuple[PricedCart, Customer | None, Review | None]:
    """Return the cart of who is asking at today's prices, the account, and what was answered.

    The account is that of who is logged in; a review that waits has the answers so far.
    """
    cart, customer = cart_and_customer(request)
    return price_now(cart, request.now), customer, pending_review(cart)


def get_pending_review(request: Request) -> Review:
    """Return the review that waits to be confirmed.

    Raises:
        NotFound: there is none.
    """
    review = pending_review(cart_and_customer(request)[0])
    if review is None:
        raise NotFound("There is nothing to confirm. Please answer the questions of the checkout.")
    return review


def change_review(request: Request, form: CheckoutForm) -> Review:
    """Review what would be ordered at today's prices, and keep the review with the cart.

    Raises:
        InvalidFields: with every mistake in the answers, or the shipping method does not suit.
        CartChanged: the cart is empty, a price has changed, or the cart has just been changed.
        OutOfStock: fewer units are there than the cart holds.
        PromotionUnavailable: the cart's promotional code gives nothing, or no more to them.
    """
    answers = checked(answers_of(form), payment_methods())
    cart, customer = cart_and_customer(request)
    priced = price_now(cart, request.now)
    refuse_problems(priced)
    refuse_used_up(priced.promotion, answers.email, customer)
    fresh = review_of(
        priced,
        answers,
        key=clock.new_id(24),
        policies=versions_in_force(POLICIES_OF_AN_ORDER, request.now.date()),
        now=request.now,
        prices_include_tax=PRICES_INCLUDE_TAX,
    )
    review = kept_key(fresh, pending_review(cart))
    if cart is None or not carts.change_review(cart, review_text(review)):
        raise CartChanged("Your cart has changed in the meantime. Please look again.")
    return review
