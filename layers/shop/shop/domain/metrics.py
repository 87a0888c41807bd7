"""Every metric the shop writes: its name, unit and dimensions, and what it tells.

The writer (`shop.telemetry.count`) refuses a name that is not here; `docs/metrics.md` lists the
same and what they cost. A fact of the business is counted where it becomes true, not where it is
asked for: a double click, or a call that is tried again, counts once.
"""

from dataclasses import dataclass
from typing import Literal

Unit = Literal["Count", "Milliseconds", "None"]

# The functions that answer HTTP, as in `shop.web.routes` (tested).
HTTP_FUNCTIONS = (
    "storefront",
    "stock_alerts",
    "cart",
    "orders",
    "aftersales",
    "payments",
    "sessions",
    "accounts",
    "preferences",
    "contact",
    "rights",
    "policies",
)

# Every value a dimension may have: with the metrics' names they make up what is paid for.
DIMENSIONS: dict[str, tuple[str, ...]] = {
    "function": HTTP_FUNCTIONS,
    "outcome": ("ok", "refused", "failed"),
    "currency": ("GBP",),
    # <n> is whatever number Lambda gave the version; one at a time answers, and few ever fail.
    "version": ("orders:<n>", "sessions:<n>"),
}


@dataclass(frozen=True, slots=True)
class Metric:
    """A metric; besides its `dimensions` it has the dimension `service`, which is always `shop`.

    `scheduled_hours` are the hours of a day in which a schedule writes it, customers or not.
    """

    name: str
    tells: str
    written_by: str
    unit: Unit = "Count"
    dimensions: tuple[str, ...] = ()
    scheduled_hours: int = 0

    @property
    def number_of_series(self) -> int:
        """How many metrics it is to CloudWatch: one for each combination of dimensions' values."""
        number = 1
        for dimension in self.dimensions:
            number *= len(DIMENSIONS[dimension])
        return number


def _gauge(name: str, tells: str, *, hours: int = 1) -> Metric:
    return Metric(name, tells, "housekeeping", scheduled_hours=hours)


_ORDER_FACTS = "order_events"
_EVERY = "every function"
_HTTP = "every HTTP function"

_ALL = (
    # --- Requests ---
    Metric("Requests", "Requests by how they ended", _HTTP, dimensions=("outcome",)),
    Metric(
        "RequestDuration",
        "How long a request took inside its function; the sample count is its requests",
        _HTTP,
        "Milliseconds",
        ("function",),
    ),
    Metric("RequestsFailed", "Requests answered with 5xx", _HTTP, dimensions=("function",)),
    Metric(
        "VersionFailed",
        "Requests answered with 5xx, by the published version that did",
        "orders, sessions",
        dimensions=("version",),
    ),
    Metric("ColdStarts", "Functions that were started for a call", _EVERY),
    Metric("DynamoDBConflicts", "Transactions that another one stood in the way of", _EVERY),
    Metric("DynamoDBRetries", "Calls to DynamoDB that were sent again", _EVERY),
    # --- The shop's own test orders: it orders every quarter of an hour, and cancels ---
    Metric("SyntheticOrdersOk", "Test orders that could be done", "canary", scheduled_hours=24),
    Metric(
        "SyntheticOrdersFailed", "Test orders that could not be done", "canary", scheduled_hours=24
    ),
    Metric(
        "SyntheticOrderDuration",
        "How long a test order took that could be done, from the home page to its cancelling",
        "canary",
        "Milliseconds",
        scheduled_hours=24,
    ),
    # --- Orders; none of them counts the shop's own test orders (shop.domain.order_figures) ---
    Metric("OrdersPlaced", "Orders that were placed", _ORDER_FACTS),
    Metric("OrdersPaid", "Orders that were paid in full", _ORDER_FACTS),
    Metric("OrdersShipped", "Orders that were sent off", _ORDER_FACTS),
    Metric("OrdersCancelled", "Orders that were cancelled", _ORDER_FACTS),
    Metric("OrdersExpired", "Orders that were not paid in time", _ORDER_FACTS),
    Metric("OrdersRefunded", "Orders that were paid back in full", _ORDER_FACTS),
    Metric(
        "RevenueMinorUnits",
        "What paid orders came to, in pence or the like, tax and shipping included",
        _ORDER_FACTS,
        "None",
        ("currency",),
    ),
    Metric(
        "PaymentEventsParked",
        "Messages of the payment provider that fit no payment, or not its amount or state",
        "payments",
    ),
    _gauge("OrdersUnpaid", "Orders that wait for their payment", hours=24),
    _gauge("OrdersToShip", "Orders that are paid and not sent off", hours=24),
    _gauge("OrdersLate", "Orders whose last promised day is tomorrow or earlier", hours=24),
    # --- Carts, accounts, messages, policies ---
    Metric("CartsStarted", "Carts that were given their first line", "cart, orders, aftersales"),
    Metric(
        "CartLinesAdded",
        "Lines put into carts; a changed quantity is none",
        "cart, orders, aftersales",
    ),
    Metric("LoginsOk", "Logins that were begun, codes included", "sessions"),
    Metric("LoginsFailed", "Logins with a wrong address, password or code", "sessions"),
    Metric("LoginsThrottled", "Logins refused for too many failures before", "sessions"),
    Metric("Registrations", "Accounts that were made, by following the mailed link", "accounts"),
    Metric("ContactMessages", "Conversations that were opened, quarantined ones too", "contact"),
    Metric("ContactQuarantined", "Conversations set apart as suspicious", "contact"),
    _gauge("OldestMessageHours", "How long the message has waited longest for an answer", hours=24),
    Metric("CountingAllowed", "Answers about cookies that allow counting", "preferences"),
    Metric("CountingRefused", "Answers about cookies that refuse counting", "preferences"),
    Metric("PolicyReads", "Policies that were shown, in any format", "policies"),
    # --- Visits; of those who did not refuse to be counted ---
    Metric("PageViews", "Pages asked for by people", "visits"),
    Metric("Visits", "Visits of people, each ended by half an hour without a page", "visits"),
    Metric("Visitors", "People, each once a day", "visits"),
    Metric("Bots", "Pages asked for by programs", "visits"),
    # --- Mail ---
    Metric("MailsSent", "Mails handed over to Amazon SES", "mails, housekeeping"),
    Metric("MailsFailed", "Mails given up, since they never could be sent", "mails, housekeeping"),
    Metric("MailsBounced", "Mails that came back", "mail_events"),
    Metric("MailComplaints", "Mails that were called unwanted", "mail_events"),
    Metric("BackInStockMails", "Mails to those who waited for a product", "stock_events"),
    _gauge("StuckMails", "Mails found waiting though the stream tells of them no more", hours=24),
    _gauge("OldestUnsentMailMinutes", "How long the oldest unsent mail has waited", hours=24),
    # --- Stock ---
    Metric("StockLow", "Products that became few", "stock_events"),
    Metric("StockOut", "Products that sold out", "stock_events"),
    _gauge("StockDifferences", "Products whose stock is not the sum of its movements"),
    # --- Upkeep and privacy ---
    _gauge("OldestVisitByAddressDays", "Age of the oldest visit that is kept by address"),
    _gauge("OldestVisitBySessionDays", "Age of the oldest visit that is kept by session"),
    _gauge("OldestVisitByOrderDays", "Age of the oldest visit that is kept by order"),
    _gauge("OldestVisitorCountsDays", "Age of the oldest day's counts"),
    _gauge("RecordsKeptTooLong", "Purposes whose oldest record should be gone"),
    _gauge("DataRequestsDue", "Requests about personal data that wait to be done"),
    _gauge("DataRequestsOverdue", "Requests about personal data that are past their time"),
    _gauge("HolidayTableEnds", "1 when the table of holidays has to be continued"),
    Metric(
        "VisitLookUps", "Looks of operators at visits; the log has each with its reason", "desk"
    ),
    _gauge("DeadLinks", "Links to other sites that lead nowhere"),
)

METRICS = {metric.name: metric for metric in _ALL}


def metric_named(name: str, dimensions: dict[str, str]) -> Metric:
    """Return a metric that is written with these dimensions.

    Raises:
        LookupError: there is no such metric, or it has others.
    """
    metric = METRICS.get(name)
    if metric is None or set(metric.dimensions) != set(dimensions):
        raise LookupError(f"{name} with {sorted(dimensions)} is not in shop.domain.metrics")
    return metric
