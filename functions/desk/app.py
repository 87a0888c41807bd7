"""The operators' order desk: no public route; whoever may invoke it is an operator.

Data in, data out. An answer is what was asked for, or `{"error": a code, "detail": a sentence}`.
"""

from typing import Any

from shop.domain.errors import FieldError, InvalidFields, ShopError
from shop.domain.orders import By
from shop.gateways import clock
from shop.telemetry import log_event, log_fault, note, observed
from shop.web.desk.actions import ACTIONS
from shop.web.desk.views import DESCRIPTION
from shop.web.fields import to_struct
from shop.web.problems import problem_of

# What a dashboard's widget adds to whatever its page asks for.
# https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/add_custom_widget_dashboard_about.html
_NOT_ASKED = frozenset(("action", "widgetContext", "describe"))


@observed("desk")
def lambda_handler(event: dict[str, Any], context: object) -> dict[str, Any] | str:
    """Do what an operator asks, or say in a sentence why not."""
    action = event.get("action")
    if event.get("describe") or action == "describe":
        return DESCRIPTION
    request_id = str(getattr(context, "aws_request_id", ""))
    note(action=str(action)[:40])
    try:
        answer = _act(str(action), event, request_id)
    except ShopError as refusal:
        log_event("desk-refused", action=str(action)[:40], code=problem_of(refusal).code)
        return _refused(refusal)
    except Exception as error:
        log_fault(error, request_id=request_id, route="desk")
        raise
    # A dashboard shows a text as a page, anything else as data.
    return answer.get("html", answer) if "widgetContext" in event else answer


def _act(action: str, event: dict[str, Any], request_id: str) -> dict[str, Any]:
    if action not in ACTIONS:
        message = f"There is no such action; there is {', '.join(ACTIONS)}."
        raise InvalidFields(FieldError("action", message))
    kind, act = ACTIONS[action]
    given = {name: value for name, value in event.items() if name not in _NOT_ASKED}
    asked = to_struct(given, kind, strict=True)
    by = By(getattr(asked, "operator", ""), request_id)
    answer = act(asked, by, clock.now())
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


def _refused(refusal: ShopError) -> dict[str, Any]:
    answer: dict[str, Any] = {"error": problem_of(refusal).code, "detail": refusal.detail}
    if isinstance(refusal, InvalidFields):
        answer["errors"] = [{"field": e.field, "message": e.message} for e in refusal.errors]
    return answer
