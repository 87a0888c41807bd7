"""The forms a policy's words take: tables made from the shop's own numbers, and plain text."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from textwrap import TextWrapper

from shop.domain import retention
from shop.domain.periods import period_text
from shop.domain.policies import Policy
from shop.domain.policy_changes import NOTICE
from shop.domain.retention_table import RETENTIONS, Retention

_WIDTH = 78
_LINK = re.compile(r"\[([^\]]+)\]\(([^)]+)\)")
_MARKS = re.compile(r"\*\*|`")
_CATEGORY_TEXT = {
    "necessary": "when you do what needs it",
    "recognition": "only after you say yes",
    "statistics": "only after you say yes",
}


@dataclass(frozen=True, slots=True)
class CookieRow:
    """What the cookie table tells about a cookie."""

    name: str
    purpose: str
    category: str
    lifetime_text: str


def values_from_code(cookies: Iterable[CookieRow]) -> dict[str, str]:
    """Return what fills the placeholders of a policy that the code itself decides.

    These are the two tables, and each period of `shop.domain.retention` by its own name.
    """
    periods = {
        name: period_text(period)
        for name, period in vars(retention).items()
        if isinstance(period, timedelta)
    }
    return {
        "cookies": cookie_table(cookies),
        "retention": retention_table(RETENTIONS),
        "POLICY_NOTICE": period_text(NOTICE),
        **periods,
    }


def cookie_table(cookies: Iterable[CookieRow]) -> str:
    """Return the Markdown table of the cookies the shop may set."""
    rows = (
        (f"`{cookie.name}`", cookie.purpose, _CATEGORY_TEXT[cookie.category], cookie.lifetime_text)
        for cookie in cookies
    )
    return _table(("Cookie", "What it does", "When it is set", "How long it stays"), rows)


def retention_table(retentions: Iterable[Retention]) -> str:
    """Return the Markdown table of what is kept, what for and for how long."""
    rows = ((r.name, r.keeps, r.purpose, period_text(r.period)) for r in retentions)
    return _table(("Record", "What is kept", "What for", "How long at most"), rows)


def plain_text(policy: Policy) -> str:
    """Return a policy for reading without any markup, in lines of at most 78 characters."""
    head = f"Version {policy.version}, in force from {policy.effective_from.isoformat()}."
    parts = [_underlined(policy.title, "="), head]
    for section in policy.sections:
        parts.append(_underlined(section.heading, "-"))
        parts += [_plain_block(block) for block in section.markdown.split("\n\n")]
    return "\n\n".join(parts) + "\n"


def blocks(markdown: str) -> list[str]:
    """Return the paragraphs, list items and table rows of a section, each as one plain line."""
    found: list[str] = []
    for block in markdown.split("\n\n"):
        lines = block.splitlines()
        if lines[0].startswith("|"):
            head, _, *rows = lines
            found += [" – ".join(_unmarked(cell) for cell in _cells(row)) for row in (head, *rows)]
        elif lines[0].startswith(("- ", "1. ")):
            found += [_unmarked(item.partition(" ")[2]) for item in _items(lines)]
        else:
            found.append(_unmarked(" ".join(lines)))
    return found


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(_cell(cell) for cell in line)} |" for line in lines)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def _underlined(heading: str, line: str) -> str:
    return f"{heading}\n{line * len(heading)}"


def _plain_block(block: str) -> str:
    lines = block.splitlines()
    if lines[0].startswith("|"):
        return _plain_table(lines)
    if lines[0].startswith(("- ", "1. ")):
        return "\n".join(_plain_item(item) for item in _items(lines))
    return _wrapped(_unmarked(" ".join(lines)))


def _items(lines: list[str]) -> list[str]:
    """Join the continuation lines of list items, which are indented, to their items."""
    items: list[str] = []
    for line in lines:
        if line.startswith(" "):
            items[-1] += " " + line.strip()
        else:
            items.append(line)
    return items


def _plain_item(item: str) -> str:
    mark, _, text = item.partition(" ")
    return _wrapped(_unmarked(text), f"{mark} ", " " * (len(mark) + 1))


def _plain_table(lines: list[str]) -> str:
    """Tell each row as a line with its other cells named below it: tables are wider than mail."""
    head, _, *rows = ([_unmarked(cell) for cell in _cells(line)] for line in lines)
    return "\n\n".join(_plain_row(head, row) for row in rows)


def _plain_row(head: list[str], row: list[str]) -> str:
    named = (f"{name}: {cell}" for name, cell in zip(head[1:], row[1:], strict=True))
    return "\n".join([_wrapped(row[0]), *(_wrapped(line, "    ", "      ") for line in named)])


def _cells(line: str) -> list[str]:
    inner = line.strip().removeprefix("|").removesuffix("|")
    return [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", inner)]


def _unmarked(text: str) -> str:
    return _MARKS.sub("", _LINK.sub(r"\1 (\2)", text))


def _wrapped(text: str, first: str = "", rest: str = "") -> str:
    return TextWrapper(
        _WIDTH,
        initial_indent=first,
        subsequent_indent=rest,
        break_long_words=False,
        break_on_hyphens=False,
    ).fill(text)
