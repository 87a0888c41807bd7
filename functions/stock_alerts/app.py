"""Alerts about products that are out of stock: asked for, confirmed by mail, and cancelled."""

from shop.domain.customers import normalised_email
from shop.domain.limits import STOCK_ALERTS
from shop.web.api import Api
from shop.web.limits import count_attempt
from shop.web.replies import Reply
from shop.web.requests import Request
from shop.web.storefront import stock_alert_views as views
from shop.web.synthetic_marks import product_for
from shop.web.token_forms import TokenForm, TokenQuery

api = Api("stock_alerts")
lambda_handler = api.lambda_handler


@api.route("GET /products/{sku}/alerts")
def get_alert(request: Request, sku: str, query: views.DoneQuery) -> Reply:
    """Answer with the form to ask for an alert."""
    data = views.alert_offer(product_for(request, sku))
    return Reply(data=data, page="stock_alert.html", context={"done": query.done})


@api.route("POST /products/{sku}/alerts", form=get_alert)
def post_alert(request: Request, sku: str, form: views.AlertForm) -> Reply:
    """Mail a link that confirms the alert; the same answer for every address."""
    product, email = product_for(request, sku), normalised_email(form.email)
    count_attempt(request, STOCK_ALERTS)
    views.ask(request, product, email)
    done = f"/products/{product.sku}/alerts?done=sent"
    return Reply(status=202, data=views.CHECK_YOUR_EMAIL, see_other=done)


@api.route("GET /products/alerts/confirm")
def get_confirmation(request: Request, query: TokenQuery) -> Reply:
    """Answer with a page with one button: programs that read mail follow links."""
    context = {"token": query.token}
    return Reply(data=views.TO_CONFIRM, page="stock_alert_confirm.html", context=context)


@api.route("POST /products/alerts/confirm", form=get_confirmation)
def post_confirmation(request: Request, form: TokenForm) -> Reply:
    """Keep the alert that a mailed link confirms, unless the product is back already."""
    alert, outcome = views.confirm(request, form.token)
    done = f"/products/{alert.sku}/alerts?done={outcome.status}"
    return Reply(data=outcome, see_other=done)


@api.route("GET /products/alerts/cancel")
def get_cancellation(request: Request, query: TokenQuery) -> Reply:
    """Answer with a page with one button."""
    context = {"token": query.token, "done": False}
    return Reply(data=views.TO_CONFIRM, page="stock_alert_cancel.html", context=context)


@api.route("POST /products/alerts/cancel")
def post_cancellation(request: Request, form: TokenForm) -> Reply:
    """End an alert; the same answer whatever the link."""
    views.cancel(form.token)
    return Reply(data=views.CANCELLED, page="stock_alert_cancel.html", context={"done": True})
