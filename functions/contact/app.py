"""Writing to the shop: the form, and conversations that a signed link opens."""

from shop.domain import contact
from shop.domain.limits import CONTACT, CONTACT_REPLIES
from shop.domain.reference_numbers import make_reference
from shop.gateways import clock
from shop.gateways.ticket_links import ticket_path
from shop.storage import tickets
from shop.web.api import Api
from shop.web.contact import messages, views
from shop.web.contact.views import ContactForm, ContactQuery, KeyQuery, ReplyForm
from shop.web.limits import count_attempt
from shop.web.replies import Reply
from shop.web.requests import Request

api = Api("contact")


@api.route("GET /contact")
def get_contact(request: Request, query: ContactQuery) -> Reply:
    """Answer with the ways to reach the shop, and the form."""
    return Reply(
        data=views.contact_shown(),
        page="contact.html",
        context=views.form_context(query, request.now),
    )


@api.route("POST /contact", form=get_contact)
def post_contact(request: Request, form: ContactForm) -> Reply:
    """Open a conversation."""
    views.refuse_wrong_address(form.email)
    count_attempt(request, CONTACT)
    opened = views.ticket_opened(make_reference(contact.TICKET_PREFIX, clock.new_number()))
    ticket = messages.ticket_typed(request, form, opened.ticket)
    messages.open_ticket(request, ticket, opened.key)
    path = ticket_path(opened.ticket, opened.key)
    return Reply(status=201, data=opened, headers={"Location": path}, see_other=path)


@api.route("GET /contact/{ticket}")
def get_ticket(request: Request, ticket: str, query: KeyQuery) -> Reply:
    """Answer with a conversation, for the holder of its link."""
    views.refuse_wrong_key(ticket, query.key)
    found = tickets.get(ticket, request.now)
    context = views.thread_context(found, query) if request.wants_page else {}
    return Reply(data=views.ticket_shown(found), page="ticket.html", context=context)


@api.route("POST /contact/{ticket}/replies", form=get_ticket)
def post_reply(request: Request, ticket: str, query: KeyQuery, form: ReplyForm) -> Reply:
    """Add a message to a conversation, for the holder of its link."""
    key = form.key or query.key
    views.refuse_wrong_key(ticket, key)
    count_attempt(request, CONTACT_REPLIES)
    message = views.message_typed(request, form.message)
    messages.add_message(request, ticket, message)
    return Reply(status=201, data=views.message_shown(message), see_other=ticket_path(ticket, key))


lambda_handler = api.lambda_handler
