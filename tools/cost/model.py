"""From visits a day to quantities to dollars; all in Decimal, rounded only where it is shown."""

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import ROUND_CEILING, Decimal

from tools.cost.figures import Figures, Price, Step
from tools.cost.template_counts import Deployed

GB = Decimal(10**9)
MB_A_GB = 1024
SECONDS_A_DAY = 86_400
HOURS_A_MONTH = Decimal(730)
ORDER = "POST /orders"
PLACING = ("POST /cart/lines", "GET /checkout", "POST /checkout", "GET /checkout, review", ORDER)
FOLLOWING = ("placed", "paid", "shipped")


@dataclass(slots=True)
class Bill:
    """Quantities by the name of their price."""

    used: dict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))

    def add(self, name: str, quantity: Decimal) -> None:
        """Add a quantity."""
        self.used[name] += quantity

    def add_all(self, other: "Bill", times: Decimal) -> None:
        """Add another bill, so many times."""
        for name, quantity in other.used.items():
            self.used[name] += quantity * times

    def dollars(self, figures: Figures) -> dict[str, Decimal]:
        """Return what each quantity costs."""
        return {
            name: quantity * dollars_each(figures, figures.prices[name])
            for name, quantity in self.used.items()
        }

    def by_service(self, figures: Figures) -> dict[str, Decimal]:
        """Return what each service costs, the dearest first."""
        sums: dict[str, Decimal] = defaultdict(Decimal)
        for name, dollars in self.dollars(figures).items():
            sums[figures.prices[name].service] += dollars
        return dict(sorted(sums.items(), key=lambda one: -one[1]))

    def total(self, figures: Figures) -> Decimal:
        """Return what all of it costs, in dollars."""
        return sum(self.dollars(figures).values(), Decimal(0))


def dollars_each(figures: Figures, price: Price) -> Decimal:
    """Return the price of one unit in eu-west-2."""
    factor = figures.assumed("region_factor") if price.region == "us-east-1" else Decimal(1)
    return price.dollars * factor / price.per


def billed_milliseconds(figures: Figures, step: Step, memory_mb: int) -> Decimal:
    """Estimate how long a step's calls run on Lambda, in all, rounded up as it is billed."""
    factor = figures.assumed("cpu_factor_512" if memory_mb <= 512 else "cpu_factor_1769")  # noqa: PLR2004 - the two sizes the template has
    waited = step.calls * figures.assumed("trip_milliseconds")
    return (step.cpu_milliseconds * factor + waited).to_integral_value(ROUND_CEILING)


def step_bill(figures: Figures, place: Deployed, name: str, start_share: Decimal) -> Bill:
    """Return what a step asks for once."""
    step, bill = figures.steps[name], Bill()
    memory_mb = place.memory_mb[step.function]
    run = billed_milliseconds(figures, step, memory_mb)
    run += step.invocations * start_share * figures.assumed("start_milliseconds")
    bill.add("lambda_request", step.invocations)
    bill.add("lambda_gb_second", run / 1000 * memory_mb / MB_A_GB)
    bill.add("read_unit", sum(step.reads.values(), Decimal(0)))
    bill.add("write_unit", sum(step.writes.values(), Decimal(0)))
    bill.add("log_gb", step.log_bytes / GB)
    bill.add("mail", step.mails)
    bill.add("secret_call", step.invocations * start_share)
    if step.response_bytes:
        bill.add("http_request", Decimal(1))
        bill.add("gb_out", step.response_bytes / GB)
        bill.add("log_gb", figures.assumed("access_line_bytes") / GB)
    return bill


def requested(figures: Figures) -> dict[str, Decimal]:
    """Return how often each HTTP step is taken in a visit, programs' share included."""
    rates = {
        name: figures.assumed(name)
        for name, step in figures.steps.items()
        if step.response_bytes and name in figures.assumptions
    }
    rates["GET /products/{sku}"] += figures.assumed("bot_pages_a_visit")
    return rates


def following(figures: Figures, phase: str) -> list[str]:
    """Return the steps that follow when an order is placed, paid or shipped."""
    return [name for name in figures.steps if name.startswith(f"{phase}: ")]


def visit_log_bill(
    figures: Figures, place: Deployed, visits_a_day: int, lines: Decimal | None = None
) -> Bill:
    """Return what carrying one visit's lines into the tables asks for: all, or so many."""
    size, batch = str(visits_a_day), figures.visits_in_a_batch
    start_share = figures.assumed(f"start_share_{size}")
    one = step_bill(figures, place, "one visit", start_share)
    many = step_bill(figures, place, "a batch of visits", start_share)
    lines = sum(requested(figures).values(), Decimal(0)) if lines is None else lines
    a_line, a_batch = Bill(), Bill()
    for name in one.used:
        slope = (many.used[name] - one.used[name]) / (batch - 1)
        a_line.add(name, slope)
        a_batch.add(name, one.used[name] - slope)
    # Measured with a new visitor in each line: who comes again is written down once a day.
    markers = lines - figures.assumed("visitors_a_visit")
    bill = Bill()
    bill.add_all(a_line, lines)
    bill.add("write_unit", -markers * units_a_visitor(figures))
    bill.add_all(a_batch, lines / figures.assumed(f"lines_a_batch_{size}"))
    return bill


def units_a_visitor(figures: Figures) -> Decimal:
    """Return the write units of counting one visitor more in a batch."""
    one, many = (figures.steps[n].writes for n in ("one visit", "a batch of visits"))
    table = "VisitorCountsTable"
    return (many[table] - one[table]) / (figures.visits_in_a_batch - 1)


def order_bill(figures: Figures, place: Deployed, start_share: Decimal) -> dict[str, Bill]:
    """Return what one order asks for, by what happens to it."""
    bills: dict[str, Bill] = {}
    lines = figures.assumed("further_lines_an_order")
    bills["cart, checkout and confirmation"] = Bill()
    for name in PLACING:
        bills["cart, checkout and confirmation"].add_all(
            step_bill(figures, place, name, start_share), Decimal(1)
        )
    bills["cart, checkout and confirmation"].add(
        "write_unit", lines * figures.assumed("units_a_further_line")
    )
    for phase in FOLLOWING:
        bills[phase] = Bill()
        for name in following(figures, phase):
            bills[phase].add_all(step_bill(figures, place, name, start_share), Decimal(1))
    return bills


def monthly_bill(figures: Figures, place: Deployed, visits_a_day: int) -> Bill:
    """Return what a month asks for at so many visits a day."""
    share = figures.assumed(f"start_share_{visits_a_day}")
    days = figures.assumed("days_a_month")
    visits = visits_a_day * days
    bill = Bill()
    for name, rate in requested(figures).items():
        bill.add_all(step_bill(figures, place, name, share), rate * visits)
    bill.add_all(visit_log_bill(figures, place, visits_a_day), visits)
    _add_orders(bill, figures, place, visits, share)
    _add_kept(bill, figures, visits)
    return bill


def _add_orders(
    bill: Bill, figures: Figures, place: Deployed, visits: Decimal, share: Decimal
) -> None:
    orders = figures.assumed(ORDER) * visits
    tests = figures.assumed("test_orders_a_day") * figures.assumed("days_a_month")
    paid = figures.assumed("paid_share")
    parts = order_bill(figures, place, share)
    # The requests of visitors' orders are among those of their visits.
    more = figures.assumed("further_lines_an_order") * figures.assumed("units_a_further_line")
    bill.add("write_unit", more * orders)
    bill.add_all(parts["cart, checkout and confirmation"], tests)
    bill.add_all(parts["placed"], orders + tests)
    bill.add_all(parts["paid"], orders * paid)
    bill.add_all(parts["shipped"], orders * paid)
    bounces = bill.used["mail"] * figures.assumed("bounces_a_mail")
    bill.add("lambda_request", bounces)
    bill.add("write_unit", bounces * 2)


def _add_kept(bill: Bill, figures: Figures, visits: Decimal) -> None:
    """Add what is kept at the end of a month: logs for up to 30 days, and the tables."""
    bill.add("log_gb_month", bill.used["log_gb"])
    week = bill.used["log_gb"] * 7 / figures.assumed("days_a_month")
    bill.add("log_gb_searched", week * figures.assumed("searches_a_month"))
    orders = visits * figures.assumed(ORDER) * figures.assumed("months_of_trading")
    lines = visits * sum(requested(figures).values(), Decimal(0))
    kept = orders * figures.assumed("bytes_an_order") + lines * figures.assumed(
        "bytes_a_visit_line"
    )
    bill.add("table_gb_month", kept / GB)
    bill.add("pitr_gb_month", kept / GB)
