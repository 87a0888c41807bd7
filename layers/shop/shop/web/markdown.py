"""Our own Markdown as HTML; the library is imported only where a page shows some."""

import functools
from collections.abc import Callable
from typing import cast

# A wide table scrolls inside its own box, which the keyboard can reach, and not the page with it.
_TABLE = '<div class="scroll wide" role="region" aria-label="Table" tabindex="0">\n<table>'


def to_html(markdown: str) -> str:
    """Render Markdown with tables; HTML in it is escaped, never passed on."""
    html = _render()(markdown)
    html = html.replace("<table>", _TABLE).replace("</table>", "</table>\n</div>")
    return html.replace("<th>", '<th scope="col">')


@functools.cache
def _render() -> Callable[[str], str]:
    import mistune  # noqa: PLC0415 - most requests show no Markdown

    return cast("Callable[[str], str]", mistune.create_markdown(escape=True, plugins=["table"]))
