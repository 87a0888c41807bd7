"""Places an order every quarter of an hour, as a customer would, and cancels it again."""

import time
from typing import Any

from shop.gateways import clock
from shop.telemetry import count, log_event, note, observed
from shop.web.orders.synthetic_orders import StepFailed, Trip, clean_up, new_visitor, stock_up


@observed("canary")
def lambda_handler(_event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Go through the shop, tell how it went, and leave nothing behind."""
    now = clock.now()
    stock_up(now)
    trip = Trip(new_visitor(now))
    cleaned, started = clean_up(trip, now), time.perf_counter()
    failed = _failure(trip)
    took_ms = round((time.perf_counter() - started) * 1000)
    count("SyntheticOrdersOk", int(failed is None))
    count("SyntheticOrdersFailed", int(failed is not None))
    if failed is None:
        count("SyntheticOrderDuration", took_ms)
    found = {"step": failed and failed.step, "why": failed and failed.why, "cleaned": cleaned}
    note(steps=trip.took_ms, **found)
    return {"is_ok": failed is None, "took_ms": took_ms, "steps": trip.took_ms} | found


def _failure(trip: Trip) -> StepFailed | None:
    try:
        trip.place_and_cancel(clock.new_id())
    except StepFailed as failed:
        log_event("synthetic-order-failed", step=failed.step, why=failed.why)
        if trip.number:
            trip.cancel(trip.number, trip.key)
        return failed
    return None
