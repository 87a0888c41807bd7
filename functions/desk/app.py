"""The operators' order desk: no public route; whoever may invoke it is an operator.

Programs send data and get data: what was asked for, or `{"error": a code, "detail": a sentence}`.
Widgets of a CloudWatch dashboard, which say so by `widgetContext`, get HTML.
"""

from typing import Any

from shop.domain.errors import ShopError
from shop.telemetry import log_fault, note, observed
from shop.web.desk.acting import act, refused
from shop.web.desk.description import DESCRIPTION
from shop.web.desk.widgets import answered


@observed("desk")
def lambda_handler(event: dict[str, Any], context: object) -> dict[str, Any] | str:
    """Do what an operator asks, or say in a sentence why not."""
    action = str(event.get("action"))
    if event.get("describe") or action == "describe":
        return DESCRIPTION
    request_id = str(getattr(context, "aws_request_id", ""))
    note(action=action[:40])
    try:
        if "widgetContext" in event:
            # The function as it was called, alias and all: what its buttons call again.
            function_arn = str(getattr(context, "invoked_function_arn", ""))
            return answered(event, function_arn, request_id)
        given = {name: value for name, value in event.items() if name not in ("action", "describe")}
        return act(action, given, request_id, strict=True)
    except ShopError as refusal:
        return refused(action, refusal)
    except Exception as error:
        log_fault(error, request_id=request_id, route="desk")
        raise
