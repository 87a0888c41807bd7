"""Our own Markdown as HTML; the library is imported only where a page shows some."""

import functools
import re
from collections.abc import Callable
from typing import cast

# Rows stand as blocks on a telephone, where each cell names its column (docs/design.md).
_FRAME = '<div class="scroll" role="region" aria-label="Table: {}" tabindex="0">\n{}\n</div>'
_TABLE = re.compile(r"<table>.*?</table>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>|\"")
_ROW = re.compile(r"<tr>\s*<td>(.*?)</td>(.*?)</tr>", re.DOTALL)


def to_html(markdown: str) -> str:
    """Render Markdown with tables; HTML in it is escaped, never passed on."""
    return _TABLE.sub(lambda match: _framed(match[0]), _render()(markdown))


def _framed(html: str) -> str:
    # Named by its columns, so that those who jump from region to region can tell tables apart.
    return _FRAME.format(", ".join(_heads(html)), _table(html))


def _heads(html: str) -> list[str]:
    return [_TAG.sub("", head) for head in re.findall(r"<th>(.*?)</th>", html)]


def _table(html: str) -> str:
    _, *columns = _heads(html)

    def row(match: re.Match[str]) -> str:
        labels = iter(columns)
        cells = re.sub(r"<td>", lambda _: f'<td data-label="{next(labels)}">', match[2])
        return f'<tr>\n  <th scope="row">{match[1]}</th>{cells}</tr>'

    named = _ROW.sub(row, html.replace("<th>", '<th scope="col">'))
    return named.replace("<table>", '<table class="stacked rows-of-text">')


@functools.cache
def _render() -> Callable[[str], str]:
    import mistune  # noqa: PLC0415 - most requests show no Markdown

    return cast("Callable[[str], str]", mistune.create_markdown(escape=True, plugins=["table"]))
