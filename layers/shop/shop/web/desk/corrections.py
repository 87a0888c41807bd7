"""What operators do with corrections that customers ask for: accept or decline, each once."""

from datetime import datetime
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from shop.domain import data_requests as requests
from shop.domain.correction_mails import answered_mail
from shop.domain.corrections import LONGEST_WISH, Answered, Correction, accept, decline
from shop.domain.errors import Conflict, NotFound
from shop.domain.orders import By, Order
from shop.gateways.order_links import order_url
from shop.storage import corrections, data_requests
from shop.web.desk.orders import get_order
from shop.web.desk.repeats import repeatedly, store
from shop.web.desk.views import UNNAMED_OPERATOR, Operator
from shop.web.orders.correction_views import correction_view

# Of the function's thirty; the rest is for reading and answering.
_SECONDS = 20.0

type CorrectionId = Annotated[str, Meta(pattern=r"^CT-[0-9A-Za-z-]{1,30}-C[0-9]{1,3}$")]


class AcceptingCorrection(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Which correction to make, or to note where it is too late; and a word to the customer."""

    correction_id: CorrectionId
    answer: Annotated[str, Meta(max_length=LONGEST_WISH)] = ""
    operator: Operator = UNNAMED_OPERATOR


class DecliningCorrection(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Which correction not to make, and why; the customer is told."""

    correction_id: CorrectionId
    answer: Annotated[str, Meta(min_length=1, max_length=LONGEST_WISH)]
    operator: Operator = UNNAMED_OPERATOR


def accept_correction(asked: AcceptingCorrection, by: By, now: datetime) -> dict[str, Any]:
    """Make a correction, or note it beside what was issued or sent already."""

    def step() -> Correction:
        order, wanted = _found(asked.correction_id)
        if wanted.state in ("changed", "noted"):
            return wanted
        return _store(order, wanted, accept(order, wanted, asked.answer, now, by), now)

    return _done(repeatedly(step))


def decline_correction(asked: DecliningCorrection, by: By, now: datetime) -> dict[str, Any]:
    """Tell the customer why something is not corrected."""

    def step() -> Correction:
        order, wanted = _found(asked.correction_id)
        if (wanted.state, wanted.answer) == ("declined", asked.answer.strip()):
            return wanted
        return _store(order, wanted, decline(order, wanted, asked.answer, now, by), now)

    return _done(repeatedly(step))


def _found(correction_id: str) -> tuple[Order, Correction]:
    number = correction_id.rpartition("-C")[0]
    order, _events = get_order(number)
    for correction in corrections.list_by_order(order.number):
        if correction.correction_id.lower() == correction_id.lower():
            return order, correction
    message = "There is no such correction."
    raise NotFound(message)


def _store(order: Order, wanted: Correction, answered: Answered, now: datetime) -> Correction:
    after = answered.correction
    request = data_requests.find(after.correction_id)
    if request is None:
        message = "Its data request is gone."
        raise Conflict(message)
    closed = requests.answered(request, now, is_declined=after.state == "declined")
    mail = answered_mail(order, after, order_url(order))
    store(
        lambda: corrections.change(
            order, wanted, answered, (request, closed), mail, seconds_left=_SECONDS
        )
    )
    return after


def _done(correction: Correction) -> dict[str, Any]:
    shown = msgspec.to_builtins(correction_view(correction))
    return {"outcome": correction.state, "correction": shown}
