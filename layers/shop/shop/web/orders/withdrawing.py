"""Withdrawing from a purchase in two steps, with nothing kept in between."""

import msgspec

from shop.domain.errors import Conflict, FieldError, InvalidFields, InvalidRequest, TryAgain
from shop.domain.limits import WITHDRAWAL_RECEIPTS, WITHDRAWALS
from shop.domain.mails import Mail, is_address
from shop.domain.orders import By, Order, OrderEvent
from shop.domain.reference_numbers import make_reference, normalise
from shop.domain.return_mails import approved_mail
from shop.domain.withdrawal_decisions import Decision, decide
from shop.domain.withdrawal_mails import receipt_mail, waiting_mail
from shop.domain.withdrawals import WITHDRAWAL_PREFIX, Declaration, Withdrawal
from shop.gateways import clock, signatures
from shop.gateways.order_links import is_order_key, order_url
from shop.storage import orders, return_requests, withdrawal_decisions, withdrawals
from shop.web.limits import count_attempt
from shop.web.orders import withdrawal_views as views
from shop.web.orders.cancelling import owed_of
from shop.web.orders.withdrawal_views import WithdrawForm, WithdrawQuery
from shop.web.replies import Reply
from shop.web.requests import Request

_PURPOSE = "withdrawal"
_MISSING = (("name", "Enter your name."), ("number", "Enter the number of your order."))
_MOST_TRIES = 3

type Found = tuple[Order, tuple[OrderEvent, ...]] | None


def show_form(request: Request, query: WithdrawQuery) -> Reply:
    """Show the form, or on a refused confirmation what was to be confirmed."""
    fields = request.fields() if request.is_form else {}
    token = str(fields.get("token", ""))
    if token:
        return show_declaration(read_declaration(token))
    number = query.number or str(fields.get("number", ""))
    return show_offer(number, query.key or str(fields.get("key", "")))


def show_offer(number: str, key: str) -> Reply:
    """Show the form, with what a signed link tells of its order."""
    data = views.offer_view(number, _order_of_key(number, key))
    return Reply(data=data, page="withdraw.html", context=views.offer_context(key))


def show_declaration(declaration: Declaration) -> Reply:
    """Repeat a declaration, with the token that confirms it."""
    message = msgspec.json.encode(declaration).decode()
    data = views.DeclarationToConfirm(
        declaration=views.declaration_view(declaration),
        token=signatures.make_token(_PURPOSE, message),
    )
    context = views.confirm_context(declaration)
    return Reply(data=data, page="withdraw_confirm.html", context=context)


def receive(request: Request, token: str) -> Reply:
    """Receive the declaration that a token carries, and show its receipt."""
    data = views.receipt_view(confirm(request, token))
    return Reply(status=201, data=data, page="withdraw_receipt.html")


def declare(form: WithdrawForm) -> Declaration:
    """Return what a form declares; it is not asked why.

    Raises:
        InvalidFields: the name, the order or the address for the receipt is missing or wrong.
    """
    missing = ((name, words) for name, words in _MISSING if not getattr(form, name).strip())
    mistakes = [FieldError(name, words) for name, words in missing]
    if not is_address(form.email.strip()):
        mistakes.append(FieldError("email", "Enter an e-mail address like name@example.com."))
    if mistakes:
        raise InvalidFields(*mistakes)
    withdrawal_id = make_reference(WITHDRAWAL_PREFIX, clock.new_number())
    return views.declaration_typed(form, withdrawal_id, _order_of_key(form.number, form.key))


def read_declaration(token: str) -> Declaration:
    """Return the declaration that a token carries.

    Raises:
        InvalidRequest: the shop did not make it.
    """
    message = signatures.read_token(_PURPOSE, token)
    if message is None:
        raise InvalidRequest("This confirmation is not one of ours. Please start again.")
    return msgspec.json.decode(message, type=Declaration)


def confirm(request: Request, token: str) -> Withdrawal:
    """Receive a declaration, once however often it is sent, and let it take effect.

    Raises:
        InvalidRequest: the shop did not make the token.
        TooManyRequests: too many declarations from here, or too many receipts to one address.
        TryAgain: nothing was written.
    """
    declaration = read_declaration(token)
    for attempt in range(_MOST_TRIES):
        earlier = withdrawals.find(declaration.withdrawal_id)
        if earlier is not None:
            return earlier
        if attempt == 0:
            count_attempt(request, WITHDRAWALS)
            count_attempt(request, WITHDRAWAL_RECEIPTS, declaration.email.lower())
        try:
            return _receive(request, declaration)
        except Conflict:
            continue
    raise TryAgain


def _receive(request: Request, declaration: Declaration) -> Withdrawal:
    found = orders.find_with_events(declaration.number)
    returns = return_requests.list_by_order(declaration.number)
    buyer = found[0].buyer if found else ""
    decision = decide(declaration, found, returns, request.now, By(buyer, request.id))
    request.order_number = decision.withdrawal.order_number
    is_cancelled = decision.withdrawal.outcome == "cancelled"
    withdrawal_decisions.insert(
        found[0] if found else None,
        decision,
        [receipt_mail(decision.withdrawal), *told(decision, found)],
        owed_of(found[0]) if found and is_cancelled else (),
        seconds_left=request.time_left.total_seconds(),
    )
    return decision.withdrawal


def told(decision: Decision, found: Found) -> list[Mail]:
    """Return what the owner of an order is mailed; a cancellation is mailed as every other one."""
    if found is None or decision.order is None:
        return []
    order, events = found
    if decision.request is not None:
        return [approved_mail(order, decision.request, order_url(order))]
    if decision.withdrawal.state == "open":
        return [waiting_mail(decision.withdrawal, order, events, order_url(order))]
    return []


def _order_of_key(number: str, key: str) -> Order | None:
    wanted = normalise(number)
    found = orders.find_with_events(wanted) if is_order_key(key, wanted) else None
    return None if found is None else found[0]
