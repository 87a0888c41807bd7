"""Asking for one's data or its erasure, with a password or by a mailed link, and taking it back."""

import hashlib

from shop.domain import customers as rules
from shop.domain import data_requests as requests
from shop.domain.data_requests import DataRequest, LinkedKind, Subject, Who
from shop.domain.errors import Conflict, FieldError, InvalidFields
from shop.domain.instants import in_words
from shop.domain.limits import DATA_REQUESTS
from shop.domain.mails import Mail
from shop.domain.periods import period_text
from shop.gateways import clock, settings
from shop.gateways.signatures import make_token, read_token
from shop.gateways.subject_marks import customer_mark, email_mark, email_marks
from shop.storage import data_requests, erasure_requests
from shop.storage.order_standings import find_standing
from shop.storage.personal_rows import with_numbers
from shop.web.account_events import event_of
from shop.web.accounts.password_checks import refuse_wrong_password
from shop.web.limits import count_attempt
from shop.web.requests import Request
from shop.web.visitor import require_customer, require_login, require_typed_password

_UNDO = "erasure-undo"
_PROVE = "data-request"


def own_subject(request: Request) -> Subject:
    """Return whose data the account of who is asking is.

    Raises:
        NotAuthenticated: nobody is logged in.
    """
    customer = require_customer(request)
    marks = email_marks(customer.email)
    return with_numbers(Subject(customer.customer_id, customer.email, request.now, marks=marks))


def open_orders(subject: Subject) -> list[str]:
    """Return the numbers of a subject's orders that are not closed."""
    standings = (find_standing(number) for number in subject.numbers)
    return [found.number for found in standings if found is not None and not found.is_closed]


def must_log_in(request: Request) -> bool:
    """Tell whether who is asking was only remembered, which is not enough to erase an account."""
    return require_login(request).authenticated_at is None


def ask_for_erasure(request: Request, password: str) -> DataRequest:
    """Begin the erasure of an account: its sessions end, and its owner is mailed a way back.

    Raises:
        Conflict: it was asked for already.
        FreshLoginRequired: a remembered login restored the session.
        InvalidFields: the password is wrong.
        NotAuthenticated: nobody is logged in.
        TooManyRequests: wrong passwords were tried too often.
    """
    # Not the password alone: a login also asks for the code of who has turned codes on.
    require_typed_password(request)
    customer = require_customer(request)
    refuse_wrong_password(request, customer, password, "password")
    begun = _begun(request, "erase", "account", customer.email, customer_id=customer.customer_id)
    erasure = requests.waiting(begun, request.now)
    erasure_requests.insert(
        erasure,
        customer.epoch,
        _undo_mail(erasure),
        event_of(request, customer.customer_id, "erasure-asked"),
        seconds_left=request.time_left.total_seconds(),
    )
    return erasure


def undo(request: Request, token: str) -> None:
    """Take an erasure back.

    Raises:
        Conflict: it is too late, or it was taken back before.
        InvalidFields: the link is not the shop's.
    """
    erasure = _of_token(_UNDO, token)
    is_in_time = requests.can_be_undone(erasure, request.now)
    if not is_in_time or not data_requests.change(erasure, requests.undone(erasure, request.now)):
        raise Conflict("The time to undo this is over, or it was undone already.")


def mail_proof_link(request: Request, email: str, kind: LinkedKind) -> None:
    """Mail the link that proves whose address it is; the same for every address.

    Raises:
        InvalidFields: the address cannot be one.
        TooManyRequests: too many links were asked for.
    """
    address = rules.normalised_email(email)
    count_attempt(request, DATA_REQUESTS)
    count_attempt(request, DATA_REQUESTS, address)
    asked = requests.asked(_begun(request, kind, "guest", address))
    link = settings.url(f"/privacy/request/confirm?token={make_token(_PROVE, asked.request_id)}")
    mail = Mail(
        f"data-request#{_handle(asked)}",
        address,
        "data-request",
        {"link": link, "kind": kind, "good_for": period_text(requests.PROOF_LINK)},
    )
    data_requests.insert_with_mail(
        asked, mail, request.now, seconds_left=request.time_left.total_seconds()
    )


def kind_of(request: Request, token: str) -> LinkedKind | None:
    """Return what a mailed link asks for; None if it is good for nothing."""
    try:
        kind = proven(request, token).kind
    except InvalidFields:
        return None
    return None if kind == "correct" else kind


def proven(request: Request, token: str) -> DataRequest:
    """Return the request whose mailed link was followed in time.

    Raises:
        InvalidFields: the link was used, is too old, or is not the shop's.
    """
    found = _of_token(_PROVE, token)
    if not requests.is_proof_in_time(found, request.now):
        raise _used_or_too_old()
    return found


def guest_subject(email: str, request: Request) -> Subject:
    """Return whose data a proven address is: without the account, which needs its password."""
    return with_numbers(Subject("", email, request.now, marks=email_marks(email)))


def use_up(asked: DataRequest, request: Request) -> None:
    """Note that an export was handed over; its link works no more.

    Raises:
        InvalidFields: it was used at the same moment.
    """
    if not data_requests.change(asked, requests.exported(asked, request.now)):
        raise _used_or_too_old()


def begin_guest_erasure(asked: DataRequest, request: Request) -> DataRequest:
    """Begin the erasure of what belongs to a proven address, and mail a way back.

    Raises:
        InvalidFields: the link was used at the same moment.
    """
    erasure = requests.waiting(asked, request.now)
    if not data_requests.change_with_mail(
        asked,
        erasure,
        _undo_mail(erasure),
        request.now,
        seconds_left=request.time_left.total_seconds(),
    ):
        raise _used_or_too_old()
    return erasure


def _begun(
    request: Request, kind: LinkedKind, who: Who, email: str, *, customer_id: str = ""
) -> DataRequest:
    # An account has one erasure at a time; its name says nothing, as the id is random.
    own = hashlib.sha256(f"erase\n{customer_id}".encode()).hexdigest()[:32]
    return DataRequest(
        request_id=own if customer_id else clock.new_id(),
        kind=kind,
        who=who,
        state="asked",
        customer_id=customer_id,
        email=email,
        customer_mark=customer_mark(customer_id),
        email_mark=email_mark(email),
        asked_at=request.now,
        due_at=request.now + requests.ANSWER_WITHIN,
    )


def _undo_mail(erasure: DataRequest) -> Mail:
    values = {
        "link": settings.url(f"/account/erase/undo?token={make_token(_UNDO, erasure.request_id)}"),
        "erased_at": in_words(erasure.run_at or erasure.asked_at),
        "whose": "your account" if erasure.who == "account" else "your data",
    }
    mail_id = f"erasure#{_handle(erasure)}#{erasure.asked_at:%Y%m%dT%H%M%S}"
    return Mail(mail_id, erasure.email, "erasure", values)


def _handle(request: DataRequest) -> str:
    return hashlib.sha256(request.request_id.encode()).hexdigest()[:16]


def _of_token(purpose: str, token: str) -> DataRequest:
    request_id = read_token(purpose, token)
    found = data_requests.find(request_id) if request_id else None
    if found is None:
        raise _used_or_too_old()
    return found


def _used_or_too_old() -> InvalidFields:
    return InvalidFields(
        FieldError("token", "This link was used already, or is too old. Please ask for a new one.")
    )
