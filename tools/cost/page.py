"""The page about costs, written from the figures and template.yaml."""

from decimal import Decimal

from tools.cost.figures import Figures, Price
from tools.cost.limits import busy_seconds, limits
from tools.cost.markdown import count, money, percent, precise, rounded, table
from tools.cost.model import (
    Bill,
    billed_milliseconds,
    order_bill,
    requested,
)
from tools.cost.savings import files_a_visit, savings
from tools.cost.standing import whole_bill
from tools.cost.template_counts import Deployed

SIZES = (100, 10_000, 1_000_000)
_HEAD = """\
# What the shop costs

Nothing here was run on AWS. This page is written by `python -m tools.cost` from three files beside
the script and from template.yaml; change a number there and the page changes:

- `tools/cost/measured.json`: calls, units, bytes and processor time of each step, measured on
  {measured_on} by `python -m pytest -q tests/bench/costs.py`, on moto and with DynamoDB's rules of
  size;
- `tools/cost/prices.json`: what AWS asks, each with where it was looked up and when;
- `tools/cost/assumptions.json`: what nobody measured, each with why.

In dollars, before tax, in eu-west-2. The free tiers are not taken off: they make a small shop
cheaper still. Money is reckoned in decimal numbers and rounded only to be shown.
"""
_ESTIMATE = """\
Durations on Lambda are **estimates**: processor time measured on one x86-64 machine, times
{small} for functions of 512 MB and {large} for 1,769 MB on arm64, and {trip} ms for each call to
DynamoDB. No function of the template has another size.
"""
_PRICES_TOLD = """\
AWS's own pages fill their prices in by script, so those that could be read are copies. A price
"not read" is from memory and to be compared with AWS's page before it is relied on; one of
us-east-1 is raised by {factor} for eu-west-2.
"""
_LIMITS_TOLD = """\
The busiest seconds are taken as {peak} times the day's mean; what a mean visit takes of each limit
is reckoned as above. The quotas are AWS's defaults of November 2026 as far as they are documented
([DynamoDB](https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html),
[Lambda](https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html),
[API Gateway](https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html),
[SES](https://docs.aws.amazon.com/ses/latest/dg/quotas.html)); an account may have others.
"""


def page(figures: Figures, place: Deployed) -> str:
    """Return the whole page."""
    parts = (
        _HEAD.format(measured_on=figures.measured_on),
        _months(figures, place),
        _orders(figures, place),
        _dearest(figures, place),
        _halves(figures, place),
        _limits(figures, place),
        _volumes(figures, place),
        _steps(figures, place),
        _prices(figures),
        _assumptions(figures),
    )
    return "\n".join(parts)


def bills_by_size(figures: Figures, place: Deployed) -> dict[str, dict[str, Decimal]]:
    """Return what each service costs a month, by visits a day in words."""
    return {
        f"{size:,} a day": whole_bill(figures, place, size).by_service(figures) for size in SIZES
    }


def _months(figures: Figures, place: Deployed) -> str:
    bills = {size: whole_bill(figures, place, size) for size in SIZES}
    services = bills[SIZES[-1]].by_service(figures)
    rows = [
        [name, *(money(bills[size].by_service(figures)[name]) for size in SIZES)]
        for name in services
    ]
    totals = [bills[size].total(figures) for size in SIZES]
    rows.append(["**All**", *(f"**{money(total)}**" for total in totals)])
    days = figures.assumed("days_a_month")
    a_thousand = (t / (s * days) * 1000 for t, s in zip(totals, SIZES, strict=True))
    rows.append(["For 1,000 visits", *(money(one) for one in a_thousand)])
    head = ["Dollars a month", *(f"{size:,} visits a day" for size in SIZES)]
    drawing = "![What a month's cost is made of](images/cost.svg)"
    return "\n".join(["## A month", "", *table(head, rows), "", drawing, ""])


def _orders(figures: Figures, place: Deployed) -> str:
    share = figures.assumed("start_share_10000")
    parts = order_bill(figures, place, share)
    rows = [[name, *_thousand(figures, bill)] for name, bill in parts.items()]
    every = Bill()
    for bill in parts.values():
        every.add_all(bill, Decimal(1))
    rows.append(["**All, paid and shipped**", *_thousand(figures, every)])
    head = ["1,000 orders of two lines", "Write units", "Read units", "Mails", "Dollars"]
    days = figures.assumed("days_a_month")
    whole = whole_bill(figures, place, 10_000).total(figures)
    orders = 10_000 * days * figures.assumed("POST /orders")
    told = [
        "With everything else the shop does, visits that order nothing among it, 1,000 orders",
        f"cost {money(whole / orders * 1000)} at 10,000 visits a day. Measured is payment by money",
        "order; one by card adds two or three requests, a transaction and the provider's share.",
    ]
    return "\n".join(["## 1,000 orders", "", *table(head, rows), "", *told, ""])


def _thousand(figures: Figures, bill: Bill) -> list[str]:
    counts = [count(bill.used[name] * 1000) for name in ("write_unit", "read_unit", "mail")]
    return [*counts, money(bill.total(figures) * 1000)]


def _dearest(figures: Figures, place: Deployed) -> str:
    rows = []
    for size in SIZES:
        bill = whole_bill(figures, place, size)
        dollars, total = bill.dollars(figures), bill.total(figures)
        most = sorted(dollars, key=lambda name: -dollars[name])[:4]
        told = (f"{figures.prices[n].what}: {percent(dollars[n] / total)}" for n in most)
        rows.append([f"{size:,}", "; ".join(told)])
    files = files_a_visit(figures) / sum(requested(figures).values(), Decimal(0))
    note = [
        "API Gateway's manual says that detailed metrics cost extra; that each is a custom metric",
        "is assumed. Only hours count in which a series is written, so a quiet shop pays for few.",
        f"{percent(files)} of all requests are for style sheets, scripts and pictures. CloudFront",
        "in front would keep them from Lambda, the logs and the visit records, though it asks for",
        "requests and bytes itself.",
    ]
    head = ["Visits a day", "What costs most, of the whole"]
    return "\n".join(["## What costs most", "", *table(head, rows), "", *note, ""])


def _halves(figures: Figures, place: Deployed) -> str:
    by_size = [savings(figures, place, size) for size in SIZES]
    rows = [
        [same[0].change, *(money(one.dollars) for one in same), same[0].loses]
        for same in zip(*by_size, strict=True)
    ]
    left = [
        whole_bill(figures, place, size).total(figures) - sum(one.dollars for one in found)
        for size, found in zip(SIZES, by_size, strict=True)
    ]
    rows.append(["**What is left of all**", *(f"**{money(one)}**" for one in left), ""])
    head = ["Saved a month", *(f"{size:,} visits a day" for size in SIZES), "What is lost"]
    return "\n".join(["## What would halve it", "", *table(head, rows), ""])


def _limits(figures: Figures, place: Deployed) -> str:
    peak = figures.assumed("peak")
    rows = [
        [
            limit.what,
            f"{count(limit.most)} {limit.unit}",
            precise(limit.each_visit),
            f"{rounded(limit.visits_a_day(peak)):,}",
            limit.then,
        ]
        for limit in limits(figures, place)
    ]
    head = ["Limit", "Most", "Each visit", "Met at visits a day", "What to do then"]
    told = _LIMITS_TOLD.format(peak=peak)
    return "\n".join(["## What runs out first", "", told, *table(head, rows), ""])


def _volumes(figures: Figures, place: Deployed) -> str:
    seconds = busy_seconds(figures, place) * figures.assumed("peak") / 86_400
    names = ("http_request", "lambda_request", "read_unit", "write_unit", "mail")
    rows = []
    for size in SIZES:
        used = whole_bill(figures, place, size).used
        volumes = [count(used[name]) for name in names]
        gigabytes = [precise(used[name]) for name in ("log_gb", "gb_out", "table_gb_month")]
        rows.append([f"{size:,}", *volumes, *gigabytes, precise(seconds * size)])
    head = [
        *("Visits a day", "Requests", "Invocations", "Read units", "Write units", "Mails"),
        *("Logs, GB", "Sent out, GB", "In tables after a year, GB", "Calls at once, busiest"),
    ]
    return "\n".join(["## Volumes of a month", "", *table(head, rows), ""])


def _steps(figures: Figures, place: Deployed) -> str:
    told = _ESTIMATE.format(
        small=figures.assumed("cpu_factor_512"),
        large=figures.assumed("cpu_factor_1769"),
        trip=figures.assumed("trip_milliseconds"),
    )
    rows = [
        [
            f"`{name}`" if "/" in name else name,
            f"`{step.function}`",
            str(step.calls),
            precise(sum(step.reads.values(), Decimal(0))),
            str(sum(step.writes.values(), Decimal(0))),
            count(step.response_bytes),
            count(step.log_bytes),
            precise(step.cpu_milliseconds),
            str(billed_milliseconds(figures, step, place.memory_mb[step.function])),
        ]
        for name, step in figures.steps.items()
    ]
    head = [
        *("Step", "Function", "Calls", "Read units", "Write units", "Bytes sent", "Bytes logged"),
        *("Processor ms, measured", "Lambda ms, estimated"),
    ]
    batch = f"A batch of visits holds {figures.visits_in_a_batch} visitors.\n"
    return "\n".join(["## What was measured", "", told, *table(head, rows), "", batch])


def _prices(figures: Figures) -> str:
    told = _PRICES_TOLD.format(factor=figures.assumed("region_factor"))
    rows = [_price(price) for price in figures.prices.values()]
    head = ["Service", "For", "Dollars", "Region", "How it was checked", "Where"]
    free = (
        "Not charged, so not listed: schedules and SES's events on EventBridge's default bus, data"
        "\ncoming in, expiry by TTL, CodeDeploy for Lambda, standard SSM parameters. Left out as"
        "\nsmaller than a cent or not used daily: SQS dead letters, SNS, restores, exports.\n"
    )
    return "\n".join(["## Prices", "", told, *table(head, rows), "", free])


def _price(price: Price) -> list[str]:
    per = "" if price.per == 1 else f" for {price.per:,}"
    where = f"[page]({price.source}), {price.looked_at}"
    return [price.service, price.what, f"{price.dollars}{per}", price.region, price.checked, where]


def _assumptions(figures: Figures) -> str:
    rows = [
        [f"`{name}`", f"{one.value} {one.unit}", one.why]
        for name, one in figures.assumptions.items()
    ]
    return "\n".join(["## Assumptions", "", *table(["Name", "Value", "Why"], rows), ""])
