"""Orders live at random: whatever happens in whatever order, the shop does what a model says.

Everything goes through the handlers and the desk's actions. What happens at the same instant is not
tried here, since moto's transactions are not atomic, but in tests/e2e.

`ORDER_LIVES` sets how many lives are tried (`make test-lives`).
"""

import json
import os
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from shop.domain.carts import Cart, CartLine, first_version
from shop.domain.errors import Conflict, NotCancellable
from shop.domain.orders import By
from shop.domain.promotions import Promotion
from shop.domain.retention import ANONYMOUS_CART
from shop.storage import carts, product_changes, promotions
from shop.web.cart.owner import guest_cart_id
from shop.web.cookies import CART
from shop.web.desk.actions import ACTIONS
from shop.web.upkeep import unpaid_orders
from tests.support.factories import LONG_AGO, change_product, make_product
from tests.support.gateway import NOW, Client
from tests.support.order_lives import KEY_IS_KEPT, Known, Model
from tests.support.orders import ANSWERS, confirmation
from tests.support.tables import Tables, made_tables

# Counting the lines would make them take twice as long, and every line has a test of its own.
pytestmark = pytest.mark.no_cover
LIVES = int(os.environ.get("ORDER_LIVES", "300"))
STEPS = 40
OK, CREATED, REFUSED = 200, 201, 409
SKUS = ("LAMP-1", "MUG-1", "ROPE-1")
UNITS = {"LAMP-1": 4, "MUG-1": 2, "ROPE-1": 9}
PENCE = {"LAMP-1": 1999, "MUG-1": 850, "ROPE-1": 333}
LIMITS = {"TENTH": 2, "FIVER": 3}
STANDARD_PENCE, FREE_FROM_PENCE = 395, 5000
MONTHS = timedelta(days=400)
OPERATOR = By("arn:aws:iam::000000000000:user/operator", "request-1")

HAPPENED: Counter[str] = Counter()
"""What came of everything that was tried, over all lives."""
EXPECTED = {
    *(f"confirmed: {code}" for code in ("placed", "replayed", "out-of-stock", "cart-changed")),
    "confirmed: promotion-unavailable",
    *("cancelled: 200", "cancelled: 409", "expired"),
    "mark-paid when awaiting_payment: paid",
    "mark-paid when expired: paid",
    "mark-paid when expired: refund_due",
    "mark-paid when cancelled: refund_due",
    *("pack when paid: packing", "unpack when packing: paid", "ship when packing: shipped"),
    *(
        "cancel when packing: cancelled",
        *("refund when paid: refunded", "refund when shipped: refunded"),
        *("refund when cancelled: refunded", "refund when awaiting_payment: conflict"),
        "ship when paid: shipped",
        "ship when awaiting_payment: conflict",
    ),
    *("cancel when paid: cancelled", "cancel when shipped: not-cancellable"),
}
quantities = st.dictionaries(st.sampled_from(SKUS), st.integers(1, 3), min_size=1, max_size=3)
any_of = st.integers(0, 11)
codes = st.one_of(st.none(), st.sampled_from(tuple(LIMITS)))


ACTS: dict[str, dict[str, st.SearchStrategy[Any]]] = {
    "buy": {"lines": quantities, "code": codes},
    "review": {"lines": quantities, "code": codes},
    "confirm": {"which": any_of},
    "cancel": {"which": any_of},
    "mark_paid": {"which": any_of},
    "pack": {"which": any_of, "stop": st.booleans()},
    "pay_and_pack": {"which": any_of},
    "ship": {"which": any_of, "tracking": st.sampled_from(("", "TRACK-1"))},
    "cancel_at_the_desk": {"which": any_of},
    "pay_back": {"which": any_of, "part": st.sampled_from((None, 300))},
    "pay_when_it_is_too_late": {"which": any_of, "units": st.sampled_from((0, 5))},
    "restock": {"sku": st.sampled_from(SKUS), "units": st.integers(0, 5)},
    "change_a_price": {"sku": st.sampled_from(SKUS), "pence": st.sampled_from((333, 850, 1999))},
    "let_days_pass": {"days": st.sampled_from((1, 3, 12))},
    "run_the_tasks_of_the_night": {},
}


@dataclass
class Reviewed:
    """A review that somebody has before them, and what it says."""

    client: Client
    review: Any
    lines: dict[str, int]
    code: str | None
    prices: dict[str, int]
    at: datetime
    number: str | None = None


class OrderLives(RuleBasedStateMachine):
    """Guests, operators and tasks do at random what they can do to orders."""

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        self.tables: Tables = self.stack.enter_context(made_tables())
        self.now = NOW
        self.visitors = self.refunds = 0
        self.reviews: list[Reviewed] = []
        self.prices = dict(PENCE)
        self.model = Model(stock=dict(UNITS), limits=LIMITS)

    def teardown(self) -> None:
        self.stack.close()

    @initialize()
    def open_the_shop(self) -> None:
        for sku in SKUS:
            # So light that every order goes for the least price.
            product = make_product(
                sku, price_pence=PENCE[sku], available=UNITS[sku], weight_grams=100
            )
            assert product_changes.insert(product, LONG_AGO)
        dates = {"starts_at": NOW - MONTHS, "ends_at": NOW + 4 * MONTHS}
        tenth = Promotion(code="TENTH", kind="percent", amount=10, most_uses=2, **dates)
        fiver = Promotion(code="FIVER", kind="fixed", amount=500, most_uses=3, **dates)
        assert promotions.insert(tenth)
        assert promotions.insert(fiver)
        self.buy({"LAMP-1": 1}, "TENTH")

    # One rule, since Hypothesis leaves rules out of whole lives: most of them would end early.
    @rule(data=st.data())
    def do_something(self, data: st.DataObject) -> None:
        act = data.draw(st.sampled_from(tuple(ACTS)))
        getattr(self, act)(**{name: data.draw(kind) for name, kind in ACTS[act].items()})

    # --- What guests do ---

    def buy(self, lines: dict[str, int], code: str | None) -> None:
        self._confirm(self._review(lines, code))

    def review(self, lines: dict[str, int], code: str | None) -> None:
        reviewed = self._review(lines, code)
        if reviewed is not None:
            self.reviews.append(reviewed)

    def confirm(self, which: int) -> None:
        if self.reviews:
            self._confirm(self.reviews[which % len(self.reviews)])

    def _review(self, lines: dict[str, int], code: str | None) -> Reviewed | None:
        self.visitors += 1
        client = Client(now=self.now, address=f"2001:db8:{self.visitors:x}::1")
        self._fill_cart(client, lines)
        if code is not None:
            usable = self.model.has_use(code)
            assert client.post("/cart/promotion", {"code": code}).status == (
                OK if usable else REFUSED
            )
            code = code if usable else None
        answer = client.post("/checkout", ANSWERS)
        if not self.model.has_all(lines):
            assert (answer.status, answer.json["code"]) == (REFUSED, "out-of-stock")
            return None
        assert answer.status == OK, answer.text
        return Reviewed(client, answer.json, lines, code, dict(self.prices), self.now)

    def _fill_cart(self, client: Client, lines: dict[str, int]) -> None:
        # Straight into the table: filling carts line by line would take half of the time.
        client.cookies[CART.name] = token = f"cart-{self.visitors}"
        cart = Cart(
            cart_id=guest_cart_id(token),
            version=first_version(self.now),
            lines=tuple(CartLine(sku, n, self.prices[sku]) for sku, n in lines.items()),
            expires_at=self.now + ANONYMOUS_CART,
        )
        assert carts.change(None, cart, self.now)

    def _confirm(self, reviewed: Reviewed | None) -> None:
        if reviewed is None:
            return
        reviewed.client.now = self.now
        answer = reviewed.client.post("/orders", confirmation(reviewed.review))
        outcome = "placed" if answer.status == CREATED else answer.json.get("code", "replayed")
        assert outcome in self._expected(reviewed), answer.text
        HAPPENED[f"confirmed: {outcome}"] += 1
        if outcome == "replayed":
            assert answer.json["number"] == reviewed.number
        if outcome == "placed":
            self._note(reviewed, answer.json)

    def _note(self, reviewed: Reviewed, order: Any) -> None:
        assert order["total"]["amount"] == total_pence(reviewed)
        reviewed.number = order["number"]
        self.model.place(
            Known(
                number=order["number"],
                key=order["key"],
                lines=reviewed.lines,
                code=reviewed.code,
                placed_at=self.now,
                due_at=datetime.fromisoformat(order["payment_due_at"]),
                total_pence=order["total"]["amount"],
            )
        )

    def _expected(self, reviewed: Reviewed) -> set[str]:
        if reviewed.number is not None:
            kept = self.now < self.model.orders[reviewed.number].placed_at + KEY_IS_KEPT
            return {"replayed"} if kept else {"cart-changed"}
        if self.now >= reviewed.at + timedelta(days=30):
            return {"cart-changed"}
        reasons = set()
        if reviewed.code is not None and not self.model.has_use(reviewed.code):
            reasons.add("promotion-unavailable")
        if not self.model.has_all(reviewed.lines):
            reasons.add("out-of-stock")
        if any(self.prices[sku] != reviewed.prices[sku] for sku in reviewed.lines):
            reasons.add("cart-changed")
        return reasons or {"placed"}

    def cancel(self, which: int) -> None:
        known = self._order(which)
        answer = Client(now=self.now).post(f"/orders/{known.number}/cancel", {"key": known.key})
        assert answer.status == (OK if self.model.cancel(known) else REFUSED), answer.text
        HAPPENED[f"cancelled: {answer.status}"] += 1

    def _order(self, which: int) -> Known:
        # Mostly one that something can still happen to.
        known = list(self.model.orders.values())
        open_ones = [each for each in known if each.status in ("awaiting_payment", "paid")]
        some = known if which % 3 == 0 or not open_ones else open_ones
        return some[which % len(some)]

    # --- What the desk does ---

    def mark_paid(self, which: int) -> None:
        known = self._order(which)
        assert self._desk("mark-paid", known) == self.model.pay(known)

    def ship(self, which: int, tracking: str) -> None:
        known = self._order(which)
        outcome = self._desk("ship", known, tracking=tracking)
        assert outcome == ("shipped" if self.model.ship(known, tracking) else "conflict")

    def cancel_at_the_desk(self, which: int) -> None:
        known = self._order(which)
        outcome = self._desk("cancel", known)
        assert outcome == ("cancelled" if self.model.call_off(known) else "not-cancellable")

    def pack(self, which: int, *, stop: bool) -> None:
        known = self._order(which)
        outcome = self._desk("unpack" if stop else "pack", known)
        done = self.model.unpack(known) if stop else self.model.pack(known)
        assert outcome == ("conflict" if not done else "paid" if stop else "packing")

    def pay_and_pack(self, which: int) -> None:
        self.mark_paid(which)
        self.pack(which, stop=False)

    def pay_back(self, which: int, part: int | None) -> None:
        known = self._order(which)
        self.refunds += 1
        given = {"amount_pence": part, "key": f"k{self.refunds}", "how": "cheque"}
        outcome = self._desk("refund", known, **given)
        assert outcome == ("refunded" if self.model.pay_back(known, part) else "conflict")

    def pay_when_it_is_too_late(self, which: int, units: int) -> None:
        known = self._order(which)
        self.let_days_pass(27)
        self.restock(next(iter(known.lines)), units)
        assert self._desk("mark-paid", known) == self.model.pay(known)

    def _desk(self, action: str, known: Known, **given: Any) -> str:
        before = "packing" if known.is_packing else known.status
        kind, act = ACTIONS[action]
        try:
            outcome = str(act(kind(number=known.number, **given), OPERATOR, self.now)["outcome"])
        except NotCancellable:
            outcome = "not-cancellable"
        except Conflict:
            outcome = "conflict"
        HAPPENED[f"{action} when {before}: {outcome}"] += 1
        return outcome

    def restock(self, sku: str, units: int) -> None:
        self._tick()
        change_product(sku, self.now, available=units)
        self.model.stock[sku] = units

    def change_a_price(self, sku: str, pence: int) -> None:
        self._tick()
        change_product(sku, self.now, price_pence=pence)
        self.prices[sku] = pence

    # --- What time does ---

    def let_days_pass(self, days: int) -> None:
        self.now += timedelta(days=days)
        self.run_the_tasks_of_the_night()

    def run_the_tasks_of_the_night(self) -> None:
        unpaid_orders.remind(self.now)
        expired = unpaid_orders.expire_all(self.now, OPERATOR)
        assert expired == self.model.expire(self.now)
        HAPPENED["expired"] += expired

    def _tick(self) -> None:
        # Two changes of a product are entries of different seconds.
        self.now += timedelta(seconds=1)

    # --- What is true at every moment ---

    @invariant()
    def stock_and_uses_are_as_the_model_says(self) -> None:
        shelf = {row["sku"]: row["available"] for row in self.tables.items("ProductsTable")}
        assert shelf == (self.model.stock if shelf else {})
        rows = self.tables.items("PromotionsTable")
        uses = {row["code"]: row["uses"] for row in rows if row["part"] == "code" and row["uses"]}
        assert uses == {code: n for code, n in self.model.uses.items() if n}

    @invariant()
    def the_ledger_adds_up(self) -> None:
        sums = dict.fromkeys((row["sku"] for row in self.tables.items("ProductsTable")), 0)
        for row in self.tables.items("StockMovementsTable"):
            sums[row["sku"]] += row["quantity"]
        assert sums == (self.model.stock if sums else {})

    @invariant()
    def orders_are_as_the_model_says(self) -> None:
        rows = [row for row in self.tables.items("OrdersTable") if row["part"] == "order"]
        assert {row["number"]: row["status"] for row in rows} == {
            number: known.status for number, known in self.model.orders.items()
        }

    @invariant()
    def no_amount_is_a_float(self) -> None:
        # Numbers of a table that are not whole are refused by `items` itself.
        for row in self.tables.items("OrdersTable"):
            json.loads(row.get("lines", "[]"), parse_float=_refuse)


def _refuse(text: str) -> None:
    message = f"{text} is not a whole number of pence"
    raise AssertionError(message)


def total_pence(reviewed: Reviewed) -> int:
    """Say what an order comes to: the shop's own prices, worked out by hand."""
    subtotal = sum(reviewed.prices[sku] * units for sku, units in reviewed.lines.items())
    off = {None: 0, "TENTH": (subtotal + 5) // 10, "FIVER": min(500, subtotal)}[reviewed.code]
    return subtotal - off + (0 if subtotal >= FREE_FROM_PENCE else STANDARD_PENCE)


OrderLives.TestCase.settings = settings(max_examples=LIVES, stateful_step_count=STEPS)
TestOrderLives = OrderLives.TestCase


def test_everything_there_is_to_try_was_tried():
    print("\n".join(f"{count:6} {what}" for what, count in sorted(HAPPENED.items())))
    assert set(HAPPENED) >= EXPECTED
