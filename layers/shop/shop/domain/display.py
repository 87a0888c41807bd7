"""How somebody likes to see the pages of the shop."""

import re
from dataclasses import dataclass, replace
from typing import Literal, cast

type TextSize = Literal["normal", "large", "larger"]
type CurrencyDisplay = Literal["symbol", "code"]

SMALLEST_LIST, LARGEST_LIST = 5, 100
_FORM = re.compile(
    r"(?P<list_size>\d{1,3})-(?P<text_size>normal|large|larger)-(?P<currency>symbol|code)"
)


@dataclass(frozen=True, slots=True)
class Preferences:
    """How many entries a page lists, how large text is, and whether prices say £ or GBP."""

    list_size: int = 20
    text_size: TextSize = "normal"
    currency_display: CurrencyDisplay = "symbol"

    def in_cookie(self) -> str:
        """Write them as part of a cookie's value, such as `20-large-code`."""
        return f"{self.list_size}-{self.text_size}-{self.currency_display}"

    def changed(
        self,
        list_size: int | None = None,
        text_size: TextSize | None = None,
        currency_display: CurrencyDisplay | None = None,
    ) -> "Preferences":
        """Return them with what was chosen; None is what was not."""
        return replace(
            self,
            list_size=list_size or self.list_size,
            text_size=text_size or self.text_size,
            currency_display=currency_display or self.currency_display,
        )


# Of somebody who has chosen nothing.
PLAIN = Preferences()


def read_preferences(text: str) -> Preferences | None:
    """Read what `in_cookie` wrote; None if it is nothing of the kind."""
    match = _FORM.fullmatch(text)
    if match is None or not SMALLEST_LIST <= int(match["list_size"]) <= LARGEST_LIST:
        return None
    return Preferences(
        int(match["list_size"]),
        cast("TextSize", match["text_size"]),
        cast("CurrencyDisplay", match["currency"]),
    )
