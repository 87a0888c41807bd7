"""Display preferences as the API and the page show them, and where they are kept."""

from dataclasses import asdict, replace
from typing import Annotated, Any, Literal

import msgspec

from shop.domain.display import (
    LARGEST_LIST,
    PLAIN,
    SMALLEST_LIST,
    CurrencyDisplay,
    Preferences,
    TextSize,
)
from shop.domain.errors import Conflict
from shop.storage import customers
from shop.web.display import visitor_cookie
from shop.web.replies import Reply
from shop.web.requests import Request
from shop.web.visitor import current_login, require_customer


class PreferencesForm(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """How somebody likes to see pages; what is left out stays."""

    list_size: Annotated[int, msgspec.Meta(ge=SMALLEST_LIST, le=LARGEST_LIST)] | None = None
    text_size: TextSize | None = None
    currency_display: CurrencyDisplay | None = None

    def changing(self, before: Preferences) -> Preferences:
        """Return the preferences with what this form chooses."""
        return before.changed(self.list_size, self.text_size, self.currency_display)


class PreferencesQuery(msgspec.Struct, kw_only=True):
    """Whether they were saved just now."""

    done: Literal["saved", ""] = ""


class PreferencesShown(msgspec.Struct):
    """The preferences, and what keeps them; nothing does before a login or a yes."""

    list_size: int
    text_size: TextSize
    currency_display: CurrencyDisplay
    kept_in: Literal["account", "cookie", "nothing"]


def preferences_shown(request: Request) -> PreferencesShown:
    """Describe how who is asking likes pages."""
    kept_in: Literal["account", "cookie", "nothing"] = "nothing"
    if current_login(request):
        require_customer(request)
        kept_in = "account"
    elif request.is_recognised:
        kept_in = "cookie"
    return PreferencesShown(**asdict(request.preferences or PLAIN), kept_in=kept_in)


def change_preferences(request: Request, form: PreferencesForm) -> Reply:
    """Keep what was chosen: in the account, and in the cookie of who agreed to be recognised.

    Raises:
        Conflict: nothing may keep it.
    """
    shown = preferences_shown(request)
    if shown.kept_in == "nothing":
        raise Conflict(
            "To remember this we need your yes to being recognised, on the page of the cookie"
            " choices; or log in, and your account keeps it."
        )
    chosen = form.changing(request.preferences or PLAIN)
    if shown.kept_in == "account":
        customers.change_details(replace(require_customer(request), preferences=chosen))
    return Reply(
        data=_described(chosen, shown),
        cookies=[visitor_cookie(request, chosen)] if request.is_recognised else [],
        see_other="/preferences?done=saved",
    )


def _described(chosen: Preferences, before: PreferencesShown) -> dict[str, Any]:
    return asdict(chosen) | {"kept_in": before.kept_in}
