"""Doing what an operator asks: one way for programs, which send JSON, and for dashboards."""

from typing import Any

from shop.domain.errors import FieldError, InvalidFields, ShopError
from shop.domain.orders import By
from shop.gateways import clock
from shop.telemetry import log_event
from shop.web.desk.actions import ACTIONS
from shop.web.fields import to_struct
from shop.web.problems import problem_of


def act(action: str, given: dict[str, Any], request_id: str, *, strict: bool) -> dict[str, Any]:
    """Carry out an action and log who did it, to what and why.

    `strict` is for programs; what was typed on a dashboard is text.

    Raises:
        InvalidFields: there is no such action, or its fields are not in order.
        ShopError: whatever the action refuses.
    """
    if action not in ACTIONS:
        message = f"There is no such action; there is {', '.join(ACTIONS)}."
        raise InvalidFields(FieldError("action", message))
    kind, carry_out = ACTIONS[action]
    asked = to_struct(given, kind, strict=strict)
    by = By(getattr(asked, "operator", ""), request_id)
    answer = carry_out(asked, by, clock.now())
    log_event(
        "desk-action",
        action=action,
        operator=by.actor,
        order_number=getattr(asked, "number", None),
        sku=getattr(asked, "sku", None),
        ticket=getattr(asked, "ticket", None),
        promotion=getattr(asked, "code", None),
        outcome=answer.get("outcome"),
        reason=getattr(asked, "reason", None),
    )
    return answer


def refused(action: str, refusal: ShopError) -> dict[str, Any]:
    """Log that an action was refused, and return why, for a program."""
    code = problem_of(refusal).code
    log_event("desk-refused", action=action[:40], code=code)
    answer: dict[str, Any] = {"error": code, "detail": refusal.detail}
    if isinstance(refusal, InvalidFields):
        answer["errors"] = [{"field": e.field, "message": e.message} for e in refusal.errors]
    return answer
