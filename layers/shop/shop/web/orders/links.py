"""Finding an order again: the link goes by mail, and the answer never tells whether it does."""

from shop.domain.limits import ORDER_LOOKUP
from shop.domain.order_mails import link_mail
from shop.domain.reference_numbers import normalise
from shop.gateways.even_time import evenly
from shop.gateways.order_links import order_key, order_path
from shop.gateways.settings import url
from shop.storage import mails, orders
from shop.web.limits import count_attempt
from shop.web.orders.views import FindForm
from shop.web.requests import Request


def mail_link(request: Request, form: FindForm) -> None:
    """Mail the link to an order if number and e-mail address belong together.

    The same calls are made if they do not, so that the time it takes tells nothing either.

    Raises:
        TooManyRequests: this address has looked for too many orders.
    """
    count_attempt(request, ORDER_LOOKUP)
    with evenly():
        number = normalise(form.number)
        found = orders.find_with_events(number)
        link = url(order_path(number, order_key(number)))
        if found is not None and found[0].email.lower() == form.email.strip().lower():
            mails.insert(link_mail(found[0], link, request.now), request.now)
        else:
            mails.insert_nothing(request.now)
