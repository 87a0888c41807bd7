"""The four purposes of the visit log: each with its form, its time and its readers, and no fifth.

The page `/visits` is made from this table, and a test holds it against the template.
"""

from dataclasses import dataclass
from datetime import timedelta

from shop.domain import retention
from shop.domain.visits import Purpose


@dataclass(frozen=True, slots=True)
class PurposeRule:
    """What is kept for a purpose: in which form, how long, in which table, and who may read it.

    `readers` are functions; people read through `desk`, which logs who, what and why.
    """

    name: Purpose
    explanation: str
    form: str
    kept: timedelta
    table: str
    readers: frozenset[str]


_LOG_READERS = frozenset({"preferences", "desk", "rights", "housekeeping"})
PURPOSES = (
    PurposeRule(
        Purpose.USE_OF_SITE,
        "To identify use of the site.",
        "The full address with each request",
        retention.VISIT_BY_ADDRESS,
        "VisitsTable",
        _LOG_READERS,
    ),
    PurposeRule(
        Purpose.ORDERING,
        "To assist the ordering process.",
        "The requests of one session, with the full address",
        retention.VISIT_BY_SESSION,
        "VisitsTable",
        _LOG_READERS,
    ),
    PurposeRule(
        Purpose.DIAGNOSIS,
        "To diagnose problems with your order or with our server.",
        "The requests of one order, with the full address",
        retention.VISIT_BY_ORDER,
        "VisitsTable",
        _LOG_READERS,
    ),
    PurposeRule(
        Purpose.DEMOGRAPHICS,
        "To gather broad numbers, such as the number of visitors.",
        "A day's numbers by country, language, kind of device and broad network, without addresses",
        retention.VISITOR_COUNTS,
        "VisitorCountsTable",
        frozenset({"visits", "desk", "housekeeping"}),
    ),
)
