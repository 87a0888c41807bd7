"""Widgets of a CloudWatch dashboard: a page, and above it what became of a button's change."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from shop.domain.errors import InvalidFields, ShopError
from shop.gateways import clock
from shop.web.desk.acting import refused
from shop.web.desk.rendering import render
from shop.web.desk.widget_changes import CHANGES, change, given_fields, sentence_of
from shop.web.desk.widget_context import OPERATOR_FIELD, WidgetContext, operator_arn, widget_context
from shop.web.desk.widget_pages import PAGES, Viewing, shown

_FIRST_PAGE = "orders"
_NAVIGATION = (
    ("orders", "Orders"),
    ("pick-list", "Pick list"),
    ("messages", "Messages"),
    ("returns", "Returns"),
    ("withdrawals", "Withdrawals"),
    ("refunds", "Owed"),
    ("products", "Stock"),
    ("import", "Import"),
    ("promotions", "Promotions"),
    ("data-requests", "Data"),
    ("visitors", "Visitors"),
    ("find-visits", "Visits"),
    ("links", "Links"),
)
# Narrower widgets get a smaller print and no navigation beside the search.
_NARROW_PIXELS = 620
_KEY_BYTES = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What is said above a page: what was done, or why not."""

    is_refusal: bool
    text: str
    errors: tuple[tuple[str, str], ...] = ()


def answered(event: Mapping[str, Any], function_arn: str, request_id: str) -> str:
    """Return the HTML of what a dashboard asks for; a refusal is a sentence above the page."""
    context = widget_context(event["widgetContext"])
    notice: Notice | None = None
    shows: Mapping[str, Any] = event
    if event.get("action") in CHANGES:
        shows = _back(event)
        try:
            notice = _done(event, context, function_arn, request_id)
            context = _without(context, str(event.get("form", "")))
        except ShopError as refusal:
            notice = _refusal(str(event["action"]), refusal)
    return _page(shows, context, notice, function_arn, request_id)


def _done(
    event: Mapping[str, Any], context: WidgetContext, function_arn: str, request_id: str
) -> Notice:
    answer = change(event, context, function_arn, request_id)
    return Notice(is_refusal=False, text=sentence_of(str(event["action"]), answer))


def _back(event: Mapping[str, Any]) -> Mapping[str, Any]:
    back = event.get("back")
    return back if isinstance(back, dict) else {"action": _FIRST_PAGE}


def _without(context: WidgetContext, form: str) -> WidgetContext:
    """Return the context without what was typed into a form that has done its work."""
    if not form:
        return context
    typed = {n: v for n, v in context.typed.items() if not n.startswith(f"{form}.")}
    return replace(context, typed=typed)


def _page(
    event: Mapping[str, Any],
    context: WidgetContext,
    notice: Notice | None,
    function_arn: str,
    request_id: str,
) -> str:
    name = str(event.get("action") or _FIRST_PAGE)
    try:
        operator = _operator(name, context, function_arn)
        viewing = Viewing(context=context, request_id=request_id, operator=operator)
        found = shown(name, given_fields(event, context), viewing) if name in PAGES else {}
    except ShopError as refusal:
        refusal_notice = notice or _refusal(name, refusal)
        if "back" in event:
            return _page(_back(event), context, refusal_notice, function_arn, request_id)
        return _rendered("refused.html", name, {}, context, refusal_notice, function_arn)
    if name not in PAGES:
        there_is_none = Notice(is_refusal=True, text="There is no such page; choose one above.")
        return _rendered("refused.html", name, {}, context, there_is_none, function_arn)
    return _rendered(f"{name}.html", name, found, context, notice, function_arn)


def _operator(page: str, context: WidgetContext, function_arn: str) -> str | None:
    """Return who looks; a name that is none matters only where one is asked for."""
    try:
        return operator_arn(context, function_arn)
    except InvalidFields:
        if page in PAGES and PAGES[page].is_named:
            raise
        return None


def _rendered(
    template: str,
    name: str,
    found: dict[str, Any],
    context: WidgetContext,
    notice: Notice | None,
    function_arn: str,
) -> str:
    return render(
        template,
        **found,
        page=name,
        is_popup=name in PAGES and PAGES[name].is_popup,
        title=PAGES[name].title if name in PAGES else "Order desk",
        navigation=_NAVIGATION,
        notice=notice,
        endpoint=function_arn,
        theme=context.theme,
        width=context.width_pixels,
        is_narrow=context.width_pixels < _NARROW_PIXELS,
        typed=context.typed,
        operator=context.typed.get(OPERATOR_FIELD, context.params.get(OPERATOR_FIELD, "")),
        # Of one rendering: pressing a button twice is the same command twice.
        key=clock.new_id(_KEY_BYTES),
    )


def _refusal(action: str, refusal: ShopError) -> Notice:
    refused(action, refusal)
    errors = refusal.errors if isinstance(refusal, InvalidFields) else ()
    if [error.field for error in errors] == [OPERATOR_FIELD]:
        # It is about the viewer and no answer of theirs.
        return Notice(is_refusal=True, text=errors[0].message)
    told = tuple((error.field, error.message) for error in errors)
    return Notice(is_refusal=True, text=refusal.detail, errors=told)
