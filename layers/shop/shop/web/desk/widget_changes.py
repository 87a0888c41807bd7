"""What the buttons of a widget change, and what is said when it is done."""

from collections.abc import Mapping
from typing import Any

from shop.domain.errors import FieldError, InvalidFields
from shop.domain.money import in_figures, pence
from shop.web.desk.acting import act
from shop.web.desk.widget_context import OPERATOR_FIELD, WidgetContext, operator_arn
from shop.web.desk.widget_fields import ADAPTED, Fields, merged, typed_fields

# Each action that changes something, with what is said when it is done.
CHANGES: dict[str, str] = {
    "mark-paid": "The order is marked as paid.",
    "pack": "Packing has begun.",
    "unpack": "Packing has stopped; the order waits again.",
    "ship": "The order is marked as shipped, and its customer is told.",
    "cancel": "The order is cancelled.",
    "refund": "Paid back",
    "resend": "The mail is on its way once more.",
    "invoice": "What was due is issued.",
    "start-promotion": "The promotion is started.",
    "end-promotion": "The promotion has ended.",
    "approve-return": "The customer may send the goods back, and is told.",
    "decline-return": "The return is declined, and the customer is told.",
    "receive-return": "The goods are taken in.",
    "refund-return": "The return is paid back.",
    "accept-withdrawal": "The withdrawal takes effect, and its sender is told.",
    "decline-withdrawal": "The withdrawal is declined, and its sender is told.",
    "accept-correction": "The correction is made or noted, and the customer is told.",
    "decline-correction": "The correction is declined, and the customer is told.",
    "set-stock": "The stock is set.",
    "repair-stock": "Stock and movements agree again.",
    "import-products": "The goods are imported.",
    "reply": "The answer is sent.",
    "message-state": "The conversation is changed.",
    "note": "The note is kept, for colleagues only.",
    "assign": "The conversation is assigned.",
}
_OUTCOMES: dict[tuple[str, str], str] = {
    ("mark-paid", "refund_due"): "The order is closed: what was paid is now owed to the customer.",
    ("resend", "queued before"): "That mail waits to be sent already; no second one is made.",
    ("invoice", "nothing-due"): "Nothing was due: every document is there.",
    ("set-stock", "set before"): "This was set before; nothing more is changed.",
    ("repair-stock", "repaired before"): "This was repaired before; nothing more is changed.",
    ("repair-stock", "differs still"): "Something was sold meanwhile, and they differ still.",
    ("reply", "sent before"): "This answer was sent before; no second one is sent.",
    ("message-state", "closed"): "The conversation is closed.",
    ("note", "kept before"): "This note was kept before; no second one is.",
    ("assign", "nobody"): "The conversation is nobody's.",
    ("message-state", "open"): "The conversation is open.",
    ("import-products", "imported before"): "These rows were imported before; nothing is changed.",
}
# What a dashboard adds to the fields of an action, or a button to say what comes after it.
_NOT_FIELDS = frozenset(
    ("action", "form", "back", "widgetContext", "describe", "pressed", OPERATOR_FIELD)
)


def given_fields(event: Mapping[str, Any], context: WidgetContext) -> Fields:
    """Return the fields that a button and what was typed come to."""
    said = {name: value for name, value in event.items() if name not in _NOT_FIELDS}
    form = event.get("form")
    return merged(said, typed_fields(context.typed, str(form))) if form else said


def change(
    event: Mapping[str, Any], context: WidgetContext, function_arn: str, request_id: str
) -> dict[str, Any]:
    """Do what a button says, for whom its viewer says to be.

    Raises:
        InvalidFields: nobody says who they are, or the fields are not in order.
        ShopError: whatever the action refuses.
    """
    action = str(event["action"])
    if context.params.get("action") == action:
        # It would be done anew whenever somebody looks at the dashboard.
        message = (
            "A widget shows something; set it to show a page, and change things by its buttons."
        )
        raise InvalidFields(FieldError("action", message))
    operator = operator_arn(context, function_arn)
    if operator is None:
        message = "Say who you are first: what is done is kept with your name."
        raise InvalidFields(FieldError(OPERATOR_FIELD, message))
    fields = given_fields(event, context)
    adapted = ADAPTED[action](fields) if action in ADAPTED else fields
    return act(action, adapted | {"operator": operator}, request_id, strict=False)


def sentence_of(action: str, answer: Mapping[str, Any]) -> str:
    """Say in a sentence what was done."""
    if action == "refund":
        return f"Paid back {in_figures(pence(answer['amount_pence']))}."
    return _OUTCOMES.get((action, str(answer.get("outcome"))), CHANGES[action])
