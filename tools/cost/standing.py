"""What is paid for by the month: metrics, alarms, schedules, the desk, traces, keys."""

from decimal import Decimal

from shop.domain.metrics import METRICS
from tools.cost.figures import Figures
from tools.cost.model import HOURS_A_MONTH, MB_A_GB, Bill, monthly_bill, requested
from tools.cost.template_counts import Deployed

# X-Ray takes the first request of each second and a twentieth of the others.
_TRACED_SHARE = Decimal("0.05")
# DynamoDB asks KMS anew for a table's key every five minutes, at the most, while it is used.
_KEY_CALLS_AN_HOUR = 12
_SECONDS_A_MONTH = HOURS_A_MONTH * 3600
_HOUSEKEEPING_LOG_BYTES = Decimal(500)


def whole_bill(figures: Figures, place: Deployed, visits_a_day: int) -> Bill:
    """Return what a month costs in all, at so many visits a day."""
    bill = monthly_bill(figures, place, visits_a_day)
    visits = visits_a_day * figures.assumed("days_a_month")
    _add_traces(bill)
    bill.add("metric_month", own_series(figures, visits))
    bill.add("metric_month", route_series(figures, place, visits))
    bill.add("alarm_month", Decimal(place.kinds["AWS::CloudWatch::Alarm"]))
    bill.add("composite_alarm_month", Decimal(place.kinds["AWS::CloudWatch::CompositeAlarm"]))
    bill.add("dashboard_month", Decimal(place.kinds["AWS::CloudWatch::Dashboard"]))
    bill.add("secret_month", Decimal(place.kinds["AWS::SecretsManager::Secret"]))
    tables = place.kinds["AWS::DynamoDB::Table"]
    bill.add("key_call", tables * _KEY_CALLS_AN_HOUR * HOURS_A_MONTH)
    _add_operators(bill, figures, place)
    return bill


def _add_traces(bill: Bill) -> None:
    calls = bill.used["lambda_request"]
    firsts = _SECONDS_A_MONTH * touched(calls / _SECONDS_A_MONTH)
    bill.add("trace", firsts + (calls - firsts) * _TRACED_SHARE)


def _add_operators(bill: Bill, figures: Figures, place: Deployed) -> None:
    """Add the schedules' calls, and those of the desk's widgets."""
    desk = figures.assumed("desk_calls_a_day") * figures.assumed("days_a_month")
    calls = place.schedules_a_month + desk
    seconds = calls * figures.assumed("schedule_milliseconds") / 1000
    bill.add("lambda_request", calls)
    bill.add("lambda_gb_second", seconds * place.memory_mb["housekeeping"] / MB_A_GB)
    bill.add("read_unit", calls * figures.assumed("schedule_reads"))
    bill.add("log_gb", calls * _HOUSEKEEPING_LOG_BYTES / 10**9)


def touched(mean: Decimal) -> Decimal:
    """Return the share of spans of time in which something happens that happens `mean` times."""
    return 1 - (-mean).exp()


def own_series(figures: Figures, visits: Decimal) -> Decimal:
    """Return the series of the shop's own metrics, by the share of hours they are written in."""
    every = sum(metric.number_of_series for metric in METRICS.values())
    scheduled = [metric for metric in METRICS.values() if metric.scheduled_hours]
    fixed = sum(metric.number_of_series for metric in scheduled)
    hours = sum(metric.scheduled_hours * metric.number_of_series for metric in scheduled)
    share = touched(visits * figures.assumed("touched_by") / HOURS_A_MONTH)
    return (every - fixed) * share + Decimal(hours) / 24


def route_series(figures: Figures, place: Deployed, visits: Decimal) -> Decimal:
    """Return the series of API Gateway's detailed metrics, by the hours their routes are used."""
    rates: dict[str, Decimal] = {}
    for name, rate in requested(figures).items():
        route = name.partition(",")[0]
        rates[route] = rates.get(route, Decimal(0)) + rate
    others = place.routes - len(rates)
    used = [touched(rate * visits / HOURS_A_MONTH) for rate in rates.values()]
    other = touched(figures.assumed("other_route_requests") * visits / HOURS_A_MONTH)
    return figures.assumed("metrics_a_route") * (sum(used, Decimal(0)) + others * other)
