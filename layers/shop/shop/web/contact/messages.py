"""Messages that come in: read with suspicion, kept, and acknowledged without an echo."""

from shop.domain.contact import (
    Message,
    Ticket,
    is_order_number,
    order_number_typed,
    state_for,
    suspicions,
)
from shop.domain.errors import Conflict, NotFound, TooManyRequests
from shop.domain.limits import CONTACT_ACKNOWLEDGEMENTS, CONTACT_DUPLICATES
from shop.domain.mails import Mail
from shop.domain.message_traits import compared_text, content_suspicions, is_answered_by_machines
from shop.domain.retention import CONTACT_MESSAGE
from shop.gateways.settings import SHOP, url
from shop.gateways.ticket_links import ticket_path
from shop.storage import tickets
from shop.telemetry import count
from shop.web.contact.views import ContactForm, form_shown_at, message_typed
from shop.web.limits import count_attempt
from shop.web.requests import Request

_MOST_TRIES = 3


def ticket_typed(request: Request, form: ContactForm, number: str) -> Ticket:
    """Return the conversation that a first message opens, apart from the others if suspicious."""
    found = suspicions(
        honeypot=form.website or "",
        is_form=request.is_form,
        shown_at=form_shown_at(form.shown or ""),
        now=request.now,
    ) + content_suspicions(
        form.message,
        name=form.name,
        own_site=url("/"),
        has_order=is_order_number(form.order_number),
        is_repeated=_is_repeated(request, form.message),
    )
    return Ticket(
        number=number,
        name=form.name.strip(),
        email=form.email,
        topic=form.topic,
        order_number=order_number_typed(form.order_number),
        state=state_for(found),
        suspicions=found,
        messages=(message_typed(request, form.message),),
        expires_at=request.now + CONTACT_MESSAGE,
        session=request.session_hash,
    )


def _is_repeated(request: Request, text: str) -> bool:
    """Tell whether a text long enough to be nobody else's came before within the hour."""
    compared = compared_text(text)
    if compared is None:
        return False
    try:
        count_attempt(request, CONTACT_DUPLICATES, compared)
    except TooManyRequests:
        return True
    return False


def open_ticket(request: Request, ticket: Ticket, key: str) -> None:
    """Keep a conversation with its acknowledgement, and count it once it is kept."""
    mail = acknowledgement(request, ticket, key)
    tickets.insert(ticket, mail, seconds_left=request.time_left.total_seconds())
    count("ContactMessages")
    if ticket.state == "quarantined":
        count("ContactQuarantined")


def add_message(request: Request, number: str, message: Message) -> None:
    """Keep a customer's further message; what was answered waits for the shop again.

    Raises:
        NotFound: there is no such conversation, or its time is over.
        Conflict: it kept changing.
    """
    seconds_left = request.time_left.total_seconds()
    for _ in range(_MOST_TRIES):
        standing = tickets.find_standing(number, request.now)
        if standing is None:
            raise NotFound("There is no such conversation.")
        if tickets.insert_message(number, message, standing, seconds_left=seconds_left):
            return
    raise Conflict("The conversation has changed in the meantime. Please send your message again.")


def acknowledgement(request: Request, ticket: Ticket, key: str) -> Mail | None:
    """Return the mail that a message has arrived; nothing the sender typed is in it.

    None for suspicious messages, for addresses that programs answer, and for more than a few to
    one address, whose owner may not be the one who writes.
    """
    if ticket.state == "quarantined" or is_answered_by_machines(ticket.email, SHOP.email):
        return None
    try:
        count_attempt(request, CONTACT_ACKNOWLEDGEMENTS, ticket.email.lower())
    except TooManyRequests:
        return None
    return Mail(
        mail_id=f"contact-acknowledgement#{ticket.number}",
        to=ticket.email,
        template="contact-acknowledgement",
        values={"ticket": ticket.number, "link": url(ticket_path(ticket.number, key))},
    )
