"""The page of an order, which is also shown again by every form on it."""

from shop.storage import return_requests
from shop.web.order_access import open_order
from shop.web.order_mail_pages import list_mails, mails_context
from shop.web.order_progress import progress
from shop.web.order_views import OrderQuery
from shop.web.replies import Reply
from shop.web.requests import Request
from shop.web.return_views import STATE_NAMES, return_view

# Nobody is thanked for an order that is over.
_BEGUN = ("awaiting_payment", "paid")


def show_order(request: Request, number: str, query: OrderQuery) -> Reply:
    """Show an order to its owner, or to the holder of its link.

    Raises:
        NotFound: there is no such order, or it is neither's.
    """
    # A refused form on the page of a link carries the key as a field.
    key = query.key or (str(request.fields().get("key", "")) if request.is_form else "")
    opened = open_order(request, number, key)
    view = opened.view
    # Nothing comes back of an order that has not left.
    if opened.order.stage in ("shipped", "refunded_after_shipping"):
        view.returns = [return_view(a) for a in return_requests.list_by_order(view.number)]
    context = opened.context | {
        "is_code_sent": query.code == "sent",
        "is_placed": query.placed == "yes" and view.status in _BEGUN and not request.is_form,
        "stages": progress(opened.order, opened.events),
        "return_states": STATE_NAMES,
    }
    if request.wants_page:
        context |= mails_context(opened, list_mails(opened, request.now))
    return Reply(data=view, page="order.html", context=context)
