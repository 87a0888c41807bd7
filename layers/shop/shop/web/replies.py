"""What a handler answers: data, the page that shows it, or where a browser goes next."""

from dataclasses import dataclass, field
from typing import Any

from shop.web.assets import Asset


@dataclass(slots=True, kw_only=True)
class Reply:
    """An answer in both representations.

    `data` is the JSON body; `page` the template that shows the same data, with `context` for what
    only a person needs. `see_other` is where a browser goes after a form post (303). `media` is
    for what is neither: (media type, text); `asset` for a file whose name changes with it.
    `public_seconds` is how long anybody may keep a copy; None is for answers that are personal and
    never kept.
    """

    data: Any = None
    page: str | None = None
    context: dict[str, Any] = field(default_factory=dict)
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    cookies: list[str] = field(default_factory=list)
    see_other: str | None = None
    media: tuple[str, str] | None = None
    asset: Asset | None = None
    public_seconds: int | None = None


def redirect(location: str, status: int = 308) -> Reply:
    """Answer with the address where the thing now is."""
    return Reply(status=status, headers={"Location": location})


def no_content(*, see_other: str, **more: Any) -> Reply:  # noqa: ANN401 - Reply's own fields
    """Answer that it is done and there is nothing to show; a browser goes to a page."""
    return Reply(status=204, see_other=see_other, **more)
