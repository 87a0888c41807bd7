"""Every page of the order desk as a widget shows it, and how to ask for it as a dashboard does.

Names in braces are filled in by `tests.support.stage` and `tests.support.desk_stage`.
"""

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.support.desk_stage import goods_csv
from tests.support.stage import Stage
from tests.support.template import resources
from tools.local_cloud.dashboard import ROW_PIXELS
from tools.local_cloud.invoking import invoke

PAGE_PIXELS = 1280
COLUMNS = 24
# The heading of a widget, and the space between two.
_HEADING_PIXELS = 42
_GAP_PIXELS = 14
_HOUR = 3_600_000
_RANGE_HOURS = 30 * 24


@dataclass(frozen=True, slots=True)
class DeskPage:
    """A page: what is asked for, what was typed before, and the button's words if it changes."""

    name: str
    asks: Mapping[str, Any] = field(hash=False)
    typed: Mapping[str, str] = field(default_factory=dict, hash=False)


def _reasoned(form: str, **fields: str) -> dict[str, str]:
    said = fields | {"reason": "the customer rang"}
    return {f"{form}.{name}": value for name, value in said.items()} | {"operator": "ada"}


_BACK = {"action": "orders"}
_SHIPPED = {"number": "{shipped}"}
PAGES = (
    DeskPage("orders", {"action": "orders"}),
    DeskPage("orders-paid", {"action": "orders", "status": "paid"}),
    DeskPage("orders-unpaid", {"action": "orders", "status": "awaiting_payment"}),
    DeskPage("orders-shipped", {"action": "orders", "status": "shipped"}),
    DeskPage("orders-cancelled", {"action": "orders", "status": "cancelled"}),
    DeskPage("orders-none", {"action": "orders", "status": "expired"}),
    DeskPage("orders-search", {"action": "orders", "form": "find"}, {"find.search": "Fitzgerald"}),
    DeskPage("order-unpaid", {"action": "order", "number": "{desk_0}"}),
    DeskPage("order-paid", {"action": "order", "number": "{desk_1}"}),
    DeskPage("order-packing", {"action": "order", "number": "{desk_2}"}),
    DeskPage("order-shipped", {"action": "order"} | _SHIPPED),
    DeskPage("order-cancelled", {"action": "order", "number": "{desk_4}"}),
    DeskPage(
        "order-diagnosed",
        {"action": "diagnose", "form": "diagnose", "back": _BACK} | _SHIPPED,
        _reasoned("diagnose"),
    ),
    DeskPage(
        "order-refused",
        {"action": "cancel", "back": {"action": "order"} | _SHIPPED} | _SHIPPED,
        {"operator": "ada"},
    ),
    DeskPage("order-unsigned", {"action": "pack", "number": "{desk_1}", "back": _BACK}),
    DeskPage("pick-list", {"action": "pick-list"}),
    DeskPage("messages", {"action": "messages"}),
    DeskPage("messages-apart", {"action": "messages", "state": "quarantined"}),
    DeskPage("message", {"action": "message", "ticket": "{ticket_product}"}),
    DeskPage("message-of-order", {"action": "message", "ticket": "{ticket_order}"}),
    DeskPage("mail", {"action": "mail", "mail": "shipped.1"} | _SHIPPED),
    DeskPage("stock", {"action": "products"}),
    DeskPage("stock-history", {"action": "stock-history", "sku": "{sku}"}),
    DeskPage("promotions", {"action": "promotions"}),
    DeskPage("returns", {"action": "returns"}),
    DeskPage("withdrawals", {"action": "withdrawals"}),
    DeskPage("owed", {"action": "refunds"}),
    DeskPage("parked-payments", {"action": "parked-payments"}),
    DeskPage("find-visits", {"action": "find-visits"}),
    DeskPage(
        "visits",
        {"action": "visits", "form": "visits", "back": {"action": "find-visits"}},
        _reasoned("visits", number="{shipped}"),
    ),
    DeskPage(
        "visits-no-reason",
        {"action": "visits", "form": "visits", "back": {"action": "find-visits"}},
    ),
    DeskPage("links", {"action": "links"}),
    DeskPage("import", {"action": "import"}),
    DeskPage("import-checked", {"action": "import", "check": True}, {"import.csv": "{goods_csv}"}),
    DeskPage("data-requests", {"action": "data-requests"}),
    DeskPage("visitors", {"action": "visitors"}),
)


def widget_html(
    stage: Stage, page: DeskPage, *, theme: str, width: int = PAGE_PIXELS, height: int = 800
) -> str:
    """Return what the desk shows to a dashboard of a month, in a widget of so many pixels."""
    stage.names["goods_csv"] = goods_csv(stage.names["shipped"][-6:].replace("-", ""))
    typed = {name: stage.fill(value) for name, value in page.typed.items()}
    now = int(time.time() * 1000)
    context = {
        "theme": theme,
        "width": width,
        "height": height,
        "forms": {"all": typed},
        "timeRange": {"mode": "relative", "start": now - _RANGE_HOURS * _HOUR, "end": now},
        "timezone": {"label": "UTC", "offsetISO": "+00:00", "offsetInMinutes": 0},
        "params": {},
    }
    event = _filled(stage, dict(page.asks)) | {"widgetContext": context}
    answer = invoke(stage.shop.place, "desk", event)["Payload"]
    assert isinstance(answer, str), (page.name, answer)
    return answer


def dashboard_sizes() -> Iterator[tuple[str, dict[str, Any], int, int]]:
    """Return title, parameters, width and height (pixels) of each widget on the dashboards."""
    for dashboard in resources("AWS::CloudWatch::Dashboard").values():
        for widget in dashboard["DashboardBody"]["Fn::ToJsonString"]["widgets"]:
            if widget["type"] == "custom":
                column = (PAGE_PIXELS + _GAP_PIXELS) / COLUMNS
                width = round(widget["width"] * column - _GAP_PIXELS)
                height = widget["height"] * ROW_PIXELS - _HEADING_PIXELS
                told = widget["properties"]
                yield told["title"], told["params"], width, height


def _filled(stage: Stage, value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _filled(stage, each) for name, each in value.items()}
    return stage.fill(value) if isinstance(value, str) else value
