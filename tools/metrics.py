"""`python -m tools.metrics`: write docs/metrics.md from the register of metrics."""

from shop.domain.metrics import DIMENSIONS, METRICS, Metric
from tools.local_cloud.place import PROJECT

PAGE = PROJECT / "docs/metrics.md"
# Each of the first 10,000 custom metrics; as copies of AWS's price page said in November 2026.
CENTS_A_MONTH = 30

_HEAD = """\
# Metrics

What the shop tells CloudWatch, in the namespace `CTBusters/<stage>`. The register is
`layers/shop/shop/domain/metrics.py`; this page is written from it by `python -m tools.metrics`.
Every metric has the dimension `service` with the value `shop`, and those named here. Metrics are
in the lines that functions log anyway (decision 0053), so none costs a call.

A fact is counted where it becomes true: an order by the change of its row in the table's stream,
an account by the transaction that makes it. What is tried again, or clicked twice, counts once. The
test orders that the shop places itself count nowhere (`shop.domain.order_figures`).
"""


def page() -> str:
    """Return the whole page."""
    values = [
        f"- `{name}`: {', '.join(f'`{value}`' for value in DIMENSIONS[name])}"
        for name in DIMENSIONS
    ]
    rows = [_row(metric) for metric in METRICS.values()]
    head = "| Metric | Unit | Dimensions | Series | What it tells | Written by |"
    rule = "|---|---|---|--:|---|---|"
    return "\n".join([_HEAD, *_cost(), "", *values, "", head, rule, *rows, ""])


def _cost() -> list[str]:
    every = sum(metric.number_of_series for metric in METRICS.values())
    scheduled = [metric for metric in METRICS.values() if metric.scheduled_hours]
    hours = sum(metric.scheduled_hours * metric.number_of_series for metric in scheduled)
    return [
        "## What they cost",
        "",
        f"- {every} series, dimensions' values combined. If each were written in every hour of a",
        f"  month: {_dollars(every)}.",
        f"- {len(scheduled)} of them are written by schedules, customers or not:",
        f"  {_dollars(hours / 24)} a month.",
        "- CloudWatch asks $0.30 for each a month, charged by the hour and only for hours in which",
        "  it was written; ten are free ([AWS, Amazon CloudWatch pricing][pricing], the first",
        "  10,000, November 2026).",
        "",
        "[pricing]: https://aws.amazon.com/cloudwatch/pricing/",
        "",
        "## The register",
    ]


def _dollars(series: float) -> str:
    return f"${series * CENTS_A_MONTH / 100:.2f}"


def _row(metric: Metric) -> str:
    dimensions = ", ".join(f"`{name}`" for name in metric.dimensions)
    cells = (
        f"`{metric.name}`",
        metric.unit,
        dimensions,
        str(metric.number_of_series),
        metric.tells,
        metric.written_by,
    )
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
