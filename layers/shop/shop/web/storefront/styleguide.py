"""The page that shows every part of the design, on a developer's own machine only.

It has no route: the stack that customers use does not even know its address.
"""

import os
from datetime import timedelta

from shop.domain.instants import rfc3339
from shop.web.replies import Reply
from shop.web.requests import Request

PATH = "/styleguide"
# What a form is given again after a mistake.
_ERRORS = {
    "sample_email": "Type an e-mail address, such as name@example.com.",
    "sample_choice": "Choose one of them.",
}
_PROBLEM = {
    "title": "Please look at these fields again",
    "errors": [{"field": field, "message": message} for field, message in _ERRORS.items()],
}
_VALUES = {"sample_email": "name@", "sample_name": "Ada Example"}
_COLOURS = (
    *("paper", "card", "sunk", "ink", "soft", "line", "edge", "link", "lamp", "focus"),
    *("night", "note-paper", "good-paper", "warn-paper", "good", "warn", "mark"),
)


def is_shown() -> bool:
    """Tell whether this is a local stack."""
    return os.environ["STAGE"] == "local"


def get_styleguide(request: Request) -> Reply:
    """Show every part of the design, with a form that holds mistakes."""
    events = [
        {"at": rfc3339(request.now - timedelta(days=1)), "detail": "You placed the order."},
        {"at": rfc3339(request.now), "detail": "Your payment has arrived."},
    ]
    context = {
        "sample_problem": _PROBLEM,
        "sample_form": {"values": _VALUES, "errors": _ERRORS},
        "events": events,
        "colours": _COLOURS,
        "lines": [{"quantity": 2}, {"quantity": 1}],
    }
    return Reply(data={"page": "styleguide"}, page="styleguide.html", context=context)
