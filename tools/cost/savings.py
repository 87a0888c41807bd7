"""What would be saved by changes that the shop could make, and what each would take away."""

from dataclasses import dataclass
from decimal import Decimal

from tools.cost.figures import Figures
from tools.cost.model import GB, Bill, dollars_each, requested, visit_log_bill
from tools.cost.standing import route_series, whole_bill
from tools.cost.template_counts import Deployed

_LISTS = ("GET /", "GET /products", "GET /products, searched")
# Four shelves of the home page, or one list, each at one unit.
_UNITS_A_LIST = Decimal(4)
_FILES = "GET /assets"


@dataclass(frozen=True, slots=True)
class Saving:
    """A change, what it would save a month, and its price in other ways."""

    change: str
    dollars: Decimal
    loses: str


def savings(figures: Figures, place: Deployed, visits_a_day: int) -> list[Saving]:
    """Return what each change would save at so many visits a day."""
    visits = visits_a_day * figures.assumed("days_a_month")
    return [
        Saving(
            "`DetailedMetricsEnabled: false`",
            _dollars(figures, "metric_month", route_series(figures, place, visits)),
            "API Gateway's metrics by route; the shop's own and the access log tell the same.",
        ),
        Saving(
            "No visit records of files",
            _file_records(figures, place, visits_a_day).total(figures) * visits,
            "Which pictures an address loaded; the pages it saw stay.",
        ),
        Saving(
            "`Tracing: PassThrough`",
            _dollars(figures, "trace", whole_bill(figures, place, visits_a_day).used["trace"]),
            "X-Ray's traces; the log lines keep their trace id.",
        ),
        Saving(
            "Lists read from their terms, four units at the most",
            _dollars(figures, "read_unit", _list_units(figures) * visits),
            "A changed price is written to each of a product's terms.",
        ),
    ]


def _dollars(figures: Figures, name: str, quantity: Decimal) -> Decimal:
    return quantity * dollars_each(figures, figures.prices[name])


def files_a_visit(figures: Figures) -> Decimal:
    """Return how many style sheets, scripts and pictures are asked for in a visit."""
    rates = requested(figures).items()
    return sum((rate for name, rate in rates if name.startswith(_FILES)), Decimal(0))


def _file_records(figures: Figures, place: Deployed, visits_a_day: int) -> Bill:
    pages = sum(requested(figures).values(), Decimal(0)) - files_a_visit(figures)
    saved = Bill()
    saved.add_all(visit_log_bill(figures, place, visits_a_day), Decimal(1))
    saved.add_all(visit_log_bill(figures, place, visits_a_day, pages), Decimal(-1))
    kept = files_a_visit(figures) * figures.assumed("bytes_a_visit_line") / GB
    saved.add("table_gb_month", kept)
    saved.add("pitr_gb_month", kept)
    return saved


def _list_units(figures: Figures) -> Decimal:
    rates = requested(figures)
    units = {name: sum(figures.steps[name].reads.values(), Decimal(0)) for name in _LISTS}
    return sum((rates[n] * max(Decimal(0), units[n] - _UNITS_A_LIST) for n in _LISTS), Decimal(0))
