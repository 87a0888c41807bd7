"""The saved queries of the template, as far as CloudWatch Logs Insights need be known to try them.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax.html
"""

import re
from typing import Any

from tests.support.template import resources

type Line = dict[str, Any]

_STRING = re.compile(r'"[^"]*"')
_WORD = re.compile(r"(?<![\w@.])@?[A-Za-z_]\w*")
_ALIAS = re.compile(r"\bas\s+(\w+)")
_KEYWORDS = frozenset(("fields", "filter", "stats", "sort", "limit", "by", "as", "asc", "desc"))
_OPERATORS = frozenset(("and", "or", "not", "in", "ispresent"))
_AGGREGATES = frozenset(("count", "sum", "max", "min", "avg", "pct", "bin"))


def queries() -> dict[str, str]:
    """Return the saved queries by the last part of their names."""
    found = resources("AWS::Logs::QueryDefinition").values()
    return {query["Name"]["Fn::Sub"].partition("/")[2]: query["QueryString"] for query in found}


def fields_in(query: str) -> set[str]:
    """Return the fields of lines that a query speaks of; CloudWatch's own begin with @."""
    bare = _STRING.sub("", query)
    words = (
        set(_WORD.findall(bare)) - set(_ALIAS.findall(bare)) - _KEYWORDS - _OPERATORS - _AGGREGATES
    )
    return {word for word in words if not word.startswith("@")}


def selects(query: str, line: Line) -> bool:
    """Tell whether a line passes a query's filters."""
    stages = [stage.strip() for stage in query.split("|")]
    conditions = [stage.removeprefix("filter ") for stage in stages if stage.startswith("filter ")]
    return all(_holds(condition, line) for condition in conditions)


def _holds(condition: str, line: Line) -> bool:
    strings = _STRING.findall(condition)
    parts = _STRING.split(condition)
    code = "".join(
        _in_python(part) + string for part, string in zip(parts, [*strings, ""], strict=True)
    )
    return bool(eval(code, {"line": line, "ispresent": _is_present}))  # noqa: S307 - the template's


def _in_python(part: str) -> str:
    part = re.sub(r"(?<![!<>=])=", "==", part)
    return _WORD.sub(lambda m: m[0] if m[0] in _OPERATORS else f"line.get({m[0]!r})", part)


def _is_present(value: object) -> bool:
    return value is not None
