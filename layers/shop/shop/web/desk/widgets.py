"""Widgets of a CloudWatch dashboard: a page, and above it what became of a button's change."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from shop.domain.errors import InvalidFields, ShopError
from shop.gateways import clock
from shop.web.desk.acting import refused
from shop.web.desk.rendering import render
from shop.web.desk.widget_changes import CHANGES, change, given_fields, sentence_of
from shop.web.desk.widget_context import (
    HERE_FIELD,
    OPERATOR_FIELD,
    WidgetContext,
    operator_arn,
    widget_context,
)
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
# Narrower widgets, such as those of half a dashboard, get a smaller print and fewer columns.
_NARROW_PIXELS = 680
_KEY_BYTES = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What is said above a page: what was done, or why not."""

    is_refusal: bool
    text: str
    errors: tuple[tuple[str, str], ...] = ()
    is_about_operator: bool = False


def answered(event: Mapping[str, Any], function_arn: str, request_id: str) -> str:
    """Return the HTML of what a dashboard asks for; a refusal is a sentence above the page."""
    context = widget_context(event["widgetContext"])
    notice: Notice | None = None
    shows = _shown_before(event, context)
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


def _shown_before(event: Mapping[str, Any], context: WidgetContext) -> Mapping[str, Any]:
    """Return what to show: a dashboard that refreshes itself keeps its viewer where they were."""
    asked = {name: value for name, value in event.items() if name != "widgetContext"}
    if asked != context.params or HERE_FIELD not in context.typed:
        return event
    try:
        here = json.loads(context.typed[HERE_FIELD])
    except ValueError:
        return event
    return here if isinstance(here, dict) and here.get("action") in PAGES else event


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
        fields = given_fields(event, context)
        found = shown(name, fields, viewing) if name in PAGES else {}
    except ShopError as refusal:
        refusal_notice = notice or _refusal(name, refusal)
        if "back" in event:
            return _page(_back(event), context, refusal_notice, function_arn, request_id)
        return _rendered("refused.html", name, {}, context, refusal_notice, function_arn)
    if name not in PAGES:
        there_is_none = Notice(is_refusal=True, text="There is no such page; choose one above.")
        return _rendered("refused.html", name, {}, context, there_is_none, function_arn)
    place = _place(name, fields, event)
    return _rendered(f"{name}.html", name, found | place, context, notice, function_arn)


def _place(name: str, fields: Mapping[str, Any], event: Mapping[str, Any]) -> dict[str, Any]:
    """Return how to come here again, and back to where somebody came from."""
    back = _back(event) if "back" in event else None
    if PAGES[name].is_named:
        # Whoever looks at somebody's visits again says why again.
        here = _back(event)
    else:
        told = {field: value for field, value in fields.items() if value not in (None, "")}
        here = {"action": name} | told | ({"back": back} if back else {})
    came_from = str((back or {}).get("action"))
    title = PAGES[came_from].title if came_from in PAGES else ""
    return {
        "here": here,
        "back": back if came_from in PAGES and title != PAGES[name].title else None,
        "back_title": title.lower(),
    }


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
    here = {"action": _FIRST_PAGE}
    return render(
        template,
        **({"here": here, "back": None} | found),
        here_told=json.dumps(found.get("here", here)),
        page=name,
        is_popup=name in PAGES and PAGES[name].is_popup,
        title=PAGES[name].title if name in PAGES else "Order desk",
        navigation=_NAVIGATION,
        notice=notice,
        is_nobody=notice is not None and notice.is_about_operator,
        endpoint=function_arn,
        theme=context.theme,
        zone=context.zone,
        offset_minutes=context.offset_minutes,
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
        return Notice(is_refusal=True, text=errors[0].message, is_about_operator=True)
    told = tuple((error.field, error.message) for error in errors)
    is_nobody = any(name == OPERATOR_FIELD for name, _ in told)
    return Notice(is_refusal=True, text=refusal.detail, errors=told, is_about_operator=is_nobody)
