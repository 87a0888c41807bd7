"""What a CloudWatch dashboard tells a custom widget of itself, of its viewer and what they typed.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/add_custom_widget_dashboard_about.html
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal

from shop.domain.errors import FieldError, InvalidFields

OPERATOR_FIELD = "operator"
# Unseen: which page a widget shows, so that it shows it again when the dashboard is refreshed.
HERE_FIELD = "here"
_LARGEST_PIXELS = 4000
_DEFAULT_WIDTH_PIXELS = 900
_DEFAULT_HEIGHT_PIXELS = 600
# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
_USER = re.compile(r"[\w+=,.@-]{1,64}", re.ASCII)
_ROLE_SESSION = re.compile(r"[\w+=,.@-]{1,64}/[\w+=,.@-]{2,64}", re.ASCII)
_ARN = re.compile(r"arn:[a-z0-9-]+:(iam|sts)::\d{12}:\S+", re.ASCII)
_ACCOUNT = re.compile(r"\d{12}", re.ASCII)
_OFFSET = re.compile(r"([+-])([01]\d):([0-5]\d)", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class WidgetContext:
    """A dashboard as its viewer sees it; `typed` is what stands in the fields, by their names."""

    account_id: str = ""
    theme: Literal["light", "dark"] = "light"
    width_pixels: int = _DEFAULT_WIDTH_PIXELS
    height_pixels: int = _DEFAULT_HEIGHT_PIXELS
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    offset_minutes: int = 0
    typed: Mapping[str, str] = field(default_factory=dict)
    params: Mapping[str, Any] = field(default_factory=dict)

    @property
    def zone(self) -> str:
        """What the dashboard's times are, such as UTC or UTC+01:00."""
        hours, minutes = divmod(abs(self.offset_minutes), 60)
        sign = "-" if self.offset_minutes < 0 else "+"
        return f"UTC{sign}{hours:02}:{minutes:02}" if self.offset_minutes else "UTC"

    @property
    def stated_operator(self) -> str:
        """Whom the viewer says to be, by typing it, or by the widget's parameters."""
        return (self.typed.get(OPERATOR_FIELD) or str(self.params.get(OPERATOR_FIELD, ""))).strip()


def widget_context(given: object) -> WidgetContext:
    """Read a `widgetContext`; what it lacks or what makes no sense gets its usual value."""
    told = _members(given)
    forms = _members(told.get("forms"))
    times = _members(told.get("timeRange"))
    # A viewer who has zoomed into a chart looks at that.
    times = _members(times.get("zoom")) or times
    return WidgetContext(
        account_id=str(told.get("accountId", "")),
        theme="dark" if told.get("theme") == "dark" else "light",
        width_pixels=_pixels(told.get("width"), _DEFAULT_WIDTH_PIXELS),
        height_pixels=_pixels(told.get("height"), _DEFAULT_HEIGHT_PIXELS),
        starts_at=_instant(times.get("start")),
        ends_at=_instant(times.get("end")),
        offset_minutes=_offset_minutes(_members(told.get("timezone")).get("offsetISO")),
        typed={str(name): _text(value) for name, value in _members(forms.get("all")).items()},
        params=_members(told.get("params")),
    )


def operator_arn(context: WidgetContext, function_arn: str) -> str | None:
    """Return the ARN of whom the viewer says to be; None if they do not say.

    A dashboard does not tell a widget who looks at it: this is stated, and CloudTrail, which keeps
    who invoked the function in which request, is what proves it.

    Raises:
        InvalidFields: that is no name of IAM.
    """
    stated = context.stated_operator
    partition, account_id = (function_arn.split(":") + [""] * 5)[1:5:3]
    account_id = context.account_id if _ACCOUNT.fullmatch(context.account_id) else account_id
    if not stated:
        return None
    if _ARN.fullmatch(stated):
        return stated
    if _USER.fullmatch(stated):
        return f"arn:{partition or 'aws'}:iam::{account_id}:user/{stated}"
    if _ROLE_SESSION.fullmatch(stated):
        return f"arn:{partition or 'aws'}:sts::{account_id}:assumed-role/{stated}"
    message = "Give the name of your IAM user, the role and session as role/session, or an ARN."
    raise InvalidFields(FieldError(OPERATOR_FIELD, message))


def _members(given: object) -> dict[str, Any]:
    return given if isinstance(given, dict) else {}


def _text(value: object) -> str:
    # Browsers write line ends as CR LF; people mean one character, and limits count it so.
    return "" if value is None else str(value).replace("\r\n", "\n")


def _pixels(value: object, default: int) -> int:
    is_size = isinstance(value, int | float) and not isinstance(value, bool)
    return int(value) if is_size and 1 <= value <= _LARGEST_PIXELS else default  # type: ignore[operator,call-overload]


def _offset_minutes(text: object) -> int:
    found = _OFFSET.fullmatch(str(text))
    if found is None:
        return 0
    minutes = int(found[2]) * 60 + int(found[3])
    return -minutes if found[1] == "-" else minutes


def _instant(milliseconds: object) -> datetime | None:
    if not isinstance(milliseconds, int | float):
        return None
    try:
        return datetime.fromtimestamp(milliseconds / 1000, UTC)
    except (OverflowError, OSError, ValueError):
        return None
