"""The cart: look at it, change a quantity, use a promotional code, take today's prices."""

from shop.domain.carts import Cart, set_quantity, with_promotion, without_line
from shop.storage import carts
from shop.web.api import Api
from shop.web.cart.changes import change_cart
from shop.web.cart.owner import cart_id_of, cart_id_to_fill, page_after
from shop.web.cart.pricing import price_now, read_promotion, refuse_unusable
from shop.web.cart.problems import acknowledge_problems
from shop.web.cart.views import (
    AcknowledgeForm,
    CartQuery,
    LineForm,
    PromotionForm,
    cart_view,
    picture_context,
)
from shop.web.checkout.express import express_context
from shop.web.replies import Reply
from shop.web.requests import Request
from shop.web.synthetic_marks import product_for
from shop.web.visitor import current_login

api = Api("cart")


@api.route("GET /cart")
def get_cart(request: Request, query: CartQuery) -> Reply:
    """Show the cart at today's prices."""
    cart_id = cart_id_of(request, current_login(request))
    cart = carts.find(cart_id, request.now) if cart_id else None
    return _shown(request, cart, is_refused=query.added != "" and cart_id is None)


@api.route("POST /cart/lines", form=get_cart)
def post_line(request: Request, line: LineForm) -> Reply:
    """Set how many units of a product the cart holds."""
    login = current_login(request)
    product = product_for(request, line.sku) if line.quantity else None

    def decide(cart: Cart) -> Cart:
        if product is None:
            return without_line(cart, line.sku)
        return set_quantity(cart, product, line.quantity)

    cart = change_cart(cart_id_to_fill(request, login), decide, request.now)
    return _shown(request, cart)


@api.route("POST /cart/promotion", form=get_cart)
def post_promotion(request: Request, promotion: PromotionForm) -> Reply:
    """Use a promotional code, or take it off."""
    login = current_login(request)
    code = read_promotion(request, promotion.code)

    def decide(cart: Cart) -> Cart:
        changed = with_promotion(cart, code)
        refuse_unusable(price_now(changed, request.now))
        return changed

    cart = change_cart(cart_id_to_fill(request, login), decide, request.now)
    return _shown(request, cart)


@api.route("POST /cart/acknowledge", form=get_cart)
def post_acknowledge(request: Request, seen: AcknowledgeForm) -> Reply:
    """Go on with today's prices and stock instead of those last seen."""
    login = current_login(request)
    cart = None
    if cart_id_of(request, login) is not None:
        cart_id = cart_id_to_fill(request, login)
        cart = acknowledge_problems(cart_id, seen.version, request.now)
    return _shown(request, cart)


def _shown(request: Request, cart: Cart | None, *, is_refused: bool = False) -> Reply:
    priced = price_now(cart, request.now)
    context = {"is_refused": is_refused} | picture_context(priced)
    return Reply(
        data=cart_view(priced),
        page="cart.html",
        context=context | express_context(request, priced),
        see_other=page_after(request),
    )


lambda_handler = api.lambda_handler
