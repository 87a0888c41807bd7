"""What customers ask for once an order is placed: cancel, return, withdraw, write."""

from shop.domain.orders import By
from shop.gateways.order_links import corrections_path
from shop.web.api import Api
from shop.web.orders import invoice_views as documents
from shop.web.orders import mail_pages as pages
from shop.web.orders import views
from shop.web.orders.access import open_order
from shop.web.orders.cancelling import cancel_once
from shop.web.orders.corrections import CorrectionForm, ask, show_corrections
from shop.web.orders.mail_repeats import send_again
from shop.web.orders.mail_views import mail_summary
from shop.web.orders.pages import show_order
from shop.web.orders.reordering import ReorderForm, put_into_cart
from shop.web.orders.requests import OrderMessageForm, write
from shop.web.orders.returns import ReturnForm, ask_return
from shop.web.orders.withdrawal_views import WithdrawForm, WithdrawQuery
from shop.web.orders.withdrawing import declare, receive, show_declaration, show_form, show_offer
from shop.web.replies import Reply
from shop.web.requests import Request

api = Api("aftersales")


@api.route("GET /orders/{number}/invoice")
def get_invoice(request: Request, number: str, query: views.OrderQuery) -> Reply:
    """Show the invoice of an order, to be printed."""
    opened = open_order(request, number, query.key)
    data = documents.get_invoice(opened)
    return Reply(data=data, page="invoice.html", context=documents.document_context(opened, data))


@api.route("GET /orders/{number}/credit-notes/{id}")
def get_credit_note(request: Request, number: str, id: str, query: views.OrderQuery) -> Reply:  # noqa: A002 - the route's name
    """Show a credit note of an order, to be printed."""
    opened = open_order(request, number, query.key)
    data = documents.get_credit_note(opened, id)
    return Reply(data=data, page="invoice.html", context=documents.document_context(opened, data))


@api.route("POST /orders/{number}/cancel", form=show_order)
def post_cancel(request: Request, number: str, form: views.CancelForm) -> Reply:
    """Cancel an order; what it had taken is given back once."""
    opened = open_order(request, number, form.key)
    by, seconds_left = By(opened.order.buyer, request.id), request.time_left.total_seconds()
    order, events = cancel_once(
        opened.order, opened.events, by, request.now, seconds_left=seconds_left
    )
    cancelled = opened.changed(order, events)
    return Reply(data=cancelled.view, see_other=cancelled.path)


@api.route("POST /orders/{number}/return", form=show_order)
def post_return(request: Request, number: str, form: ReturnForm) -> Reply:
    """Ask to return something of an order that was shipped."""
    opened = open_order(request, number, form.key)
    return Reply(status=201, data=ask_return(request, opened, form), see_other=opened.path)


@api.route("GET /orders/{number}/mails")
def get_mails(request: Request, number: str, query: views.OrderQuery) -> Reply:
    """List the mails about an order to its owner, or to the holder of its link."""
    opened = open_order(request, number, query.key)
    data = pages.list_mails(opened, request.now)
    return Reply(data=data, page="order-mails.html", context=pages.mails_context(opened, data))


@api.route("GET /orders/{number}/mails/{mail}")
def get_mail(request: Request, number: str, mail: str, query: views.OrderQuery) -> Reply:
    """Show a mail about an order to its owner."""
    opened = open_order(request, number, query.key)
    data = pages.read_mail(opened, mail, request.now)
    return Reply(data=data, page="order-mail.html", context=pages.mail_context(opened, data))


@api.route("POST /orders/{number}/mails/{mail}/resend", form=show_order)
def post_mail(request: Request, number: str, mail: str, form: views.CancelForm) -> Reply:
    """Send a mail about an order once more; asked for twice, it goes once."""
    opened = open_order(request, number, form.key)
    by, seconds_left = By(opened.order.buyer, request.id), request.time_left.total_seconds()
    sent, made = send_again(opened.order, mail, by, request.now, seconds_left=seconds_left)
    status = 201 if made else 200
    return Reply(status=status, data=mail_summary(opened.order, sent), see_other=opened.path)


@api.route("POST /orders/{number}/reorder", form=show_order)
def post_reorder(request: Request, number: str, form: ReorderForm) -> Reply:
    """Put what can still be bought of an order into the cart of who asks."""
    opened = open_order(request, number, form.key)
    return Reply(data=put_into_cart(request, opened), see_other="/cart")


@api.route("POST /orders/{number}/messages", form=show_order)
def post_message(request: Request, number: str, form: OrderMessageForm) -> Reply:
    """Write to the shop about an order."""
    opened = open_order(request, number, form.key)
    return Reply(status=201, data=write(request, opened, form), see_other=opened.path)


@api.route("GET /orders/{number}/corrections")
def get_corrections(request: Request, number: str, query: views.OrderQuery) -> Reply:
    """Show what was asked to be corrected of an order, with the form to ask for more."""
    return show_corrections(request, number, query)


@api.route("POST /orders/{number}/corrections", form=show_corrections)
def post_correction(request: Request, number: str, form: CorrectionForm) -> Reply:
    """Ask to correct something that is held of an order."""
    opened = open_order(request, number, form.key)
    data = ask(request, opened, form)
    return Reply(status=201, data=data, see_other=corrections_path(opened.order.number, opened.key))


@api.route("GET /withdraw")
def get_withdraw(request: Request, query: WithdrawQuery) -> Reply:
    """Show the form to withdraw from a purchase."""
    return show_offer(query.number, query.key)


@api.route("POST /withdraw", form=show_form)
def post_withdraw(request: Request, form: WithdrawForm) -> Reply:
    """Repeat a declaration to be confirmed; receive it once it is, and let it take effect."""
    return receive(request, form.token) if form.token else show_declaration(declare(form))


lambda_handler = api.lambda_handler
