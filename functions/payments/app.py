"""Payment by card: to the provider's page, back from it, and what the provider tells."""

from shop.gateways.local_payments import refuse_elsewhere, refuse_other_page, webhook
from shop.gateways.payment_providers import provider_named
from shop.storage import orders
from shop.web.api import Api
from shop.web.orders.access import open_order
from shop.web.payments import views
from shop.web.payments.events import receive
from shop.web.payments.starts import (
    ask_provider,
    find_returned,
    get_payment,
    return_path,
    start_or_resume,
)
from shop.web.replies import Reply
from shop.web.requests import Request

api = Api("payments")


@api.route("GET /orders/{number}/pay")
def get_pay(request: Request, number: str, query: views.PayQuery) -> Reply:
    """Lead the browser to the page on which the order is paid."""
    opened = open_order(request, number, query.key)
    payment = start_or_resume(opened.order, request.now)
    return Reply(data=views.payment_view(payment), see_other=payment.redirect_url)


@api.route("GET /payments/return")
def get_return(request: Request, query: views.ReturnQuery) -> Reply:
    """Say how a payment stands; loading it again changes nothing."""
    if not query.payment:
        return Reply(data=views.NO_PAYMENT, see_other="/orders/find")
    payment = ask_provider(request, find_returned(query.payment, query.key))
    order, _ = orders.get_with_events(payment.order_number)
    request.order_number = order.number
    context = views.return_context(payment, order) | {"key": query.key}
    return Reply(data=views.payment_view(payment), page="payment_return.html", context=context)


@api.route("POST /payments/{provider}/webhook")
def post_webhook(request: Request, provider: str) -> Reply:
    """Take in what a provider tells; it sends again whatever is not answered by 200."""
    seconds_left = request.time_left.total_seconds()
    receive(
        provider_named(provider),
        request.headers,
        request.raw_body(),
        request.now,
        seconds_left=seconds_left,
    )
    return Reply(data={"received": True})


@api.route("GET /local-payments/{id}")
def get_local_payment(request: Request, id: str, query: views.PageQuery) -> Reply:  # noqa: A002 - the route's name
    """Show the local provider's page."""
    refuse_elsewhere()
    refuse_other_page(id, query.key)
    data = views.payment_view(get_payment(id))
    return Reply(data=data, page="local_payment.html", context={"key": query.key})


@api.route("POST /local-payments/{id}")
def post_local_payment(request: Request, id: str, form: views.LocalForm) -> Reply:  # noqa: A002 - the route's name
    """Let the local provider tell how it came out, as a provider on the internet would."""
    refuse_elsewhere()
    refuse_other_page(id, form.key)
    payment = get_payment(id)
    told = webhook(payment, form.outcome, request.now)
    seconds_left = request.time_left.total_seconds()
    receive(provider_named("local"), *told, request.now, seconds_left=seconds_left)
    return Reply(data={"received": True}, see_other=return_path(payment))


lambda_handler = api.lambda_handler
