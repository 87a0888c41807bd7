"""The checkout and orders: review, confirm once, look at, find again."""

from shop.web.api import Api
from shop.web.checkout import choices
from shop.web.checkout import views as checkouts
from shop.web.checkout.forms import CheckoutForm
from shop.web.checkout.reviews import begun_checkout, change_review, get_pending_review
from shop.web.orders import views
from shop.web.orders.access import open_order
from shop.web.orders.claiming import ClaimForm, claim_all, list_claimable
from shop.web.orders.links import mail_link
from shop.web.orders.lists import list_context, list_orders
from shop.web.orders.pages import show_order
from shop.web.orders.placing import confirm
from shop.web.orders.unlocking import (
    MailedCodeForm,
    UnlockForm,
    code_sent_path,
    mail_code,
    unlock,
    unlocked_view,
)
from shop.web.replies import Reply
from shop.web.requests import Request
from shop.web.visitor import require_customer

api = Api("orders")


@api.route("GET /checkout")
def get_checkout(request: Request, query: choices.CheckoutQuery) -> Reply:
    """Show what the checkout offers for the cart at today's prices."""
    choice = choices.choice_of(request, query, *begun_checkout(request))
    data, context = choices.checkout_view(choice), choices.checkout_context(choice)
    return Reply(data=data, page="checkout.html", context=context)


@api.route("POST /checkout", form=get_checkout)
def post_checkout(request: Request, form: CheckoutForm) -> Reply:
    """Review the order that the cart and the answers would make; nothing is placed."""
    review = change_review(request, form)
    return Reply(data=checkouts.review_view(review), see_other="/checkout/review")


@api.route("GET /checkout/review")
def get_review(request: Request) -> Reply:
    """Show the review: the last chance to change something."""
    review = get_pending_review(request)
    data, context = checkouts.review_view(review), checkouts.review_context(review)
    headers = checkouts.review_headers(review)
    return Reply(data=data, page="review.html", context=context, headers=headers)


@api.route("POST /orders", form=get_review)
def post_order(request: Request, confirmation: views.Confirmation) -> Reply:
    """Place the order that was reviewed, once for each idempotency key."""
    confirmed = confirm(request, confirmation)
    data = views.placed_view(confirmed.order, confirmed.events)
    path, then = views.path_of(data), views.next_path(data)
    if confirmed.again:
        replayed = {"Location": path, "Idempotency-Replayed": "true"}
        return Reply(data=data, headers=replayed, see_other=then)
    return Reply(status=201, data=data, headers={"Location": path}, see_other=then)


@api.route("GET /orders")
def get_orders(request: Request, query: views.OrderListQuery) -> Reply:
    """List the customer's orders, newest first."""
    data = list_orders(request, query)
    return Reply(data=data, page="orders.html", context=list_context(request, query))


@api.route("GET /orders/find")
def get_find(request: Request, query: views.FindQuery) -> Reply:
    """Show the form that mails the link to an order."""
    return Reply(data={"status": "ready"}, page="find-order.html", context={"sent": query.sent})


@api.route("POST /orders/find", form=get_find)
def post_find(request: Request, form: views.FindForm) -> Reply:
    """Mail the link to an order if number and e-mail address match; the answer does not tell."""
    mail_link(request, form)
    return Reply(status=202, data=views.FOUND_OR_NOT, see_other="/orders/find?sent=yes")


@api.route("GET /orders/claim")
def get_claim(request: Request) -> Reply:
    """List the orders that were placed with the customer's address but without logging in."""
    return Reply(data=list_claimable(require_customer(request)), page="claim-orders.html")


@api.route("POST /orders/claim", form=get_claim)
def post_claim(request: Request, form: ClaimForm) -> Reply:
    """Move such orders into the account."""
    claimed = claim_all(request, require_customer(request), form)
    return Reply(data=claimed, see_other=f"/orders?claimed={len(claimed.claimed)}")


@api.route("GET /orders/{number}")
def get_order(request: Request, number: str, query: views.OrderQuery) -> Reply:
    """Show an order to its owner, or to the holder of its link."""
    return show_order(request, number, query)


@api.route("POST /orders/{number}/code", form=show_order)
def post_code(request: Request, number: str, form: MailedCodeForm) -> Reply:
    """Mail a code that shows a guest the whole order."""
    opened = open_order(request, number, form.key)
    mail_code(request, opened)
    return Reply(status=202, data=views.FOUND_OR_NOT, see_other=code_sent_path(opened))


@api.route("POST /orders/{number}/unlock", form=show_order)
def post_unlock(request: Request, number: str, form: UnlockForm) -> Reply:
    """Show the whole order for the code that was mailed."""
    opened = unlock(request, open_order(request, number, form.key), form)
    return Reply(data=unlocked_view(opened), see_other=opened.path)


lambda_handler = api.lambda_handler
