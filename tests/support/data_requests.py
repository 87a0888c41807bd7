"""Requests about personal data to test with."""

from datetime import timedelta
from typing import Any

from shop.domain.data_requests import DataRequest
from shop.domain.mails import Mail
from shop.storage import data_requests
from tests.support.gateway import NOW


def a_request(**changes: Any) -> DataRequest:
    """Return an erasure of an account that can still be undone; any field can be named."""
    values: dict[str, Any] = {
        "request_id": "example-erasure",
        "kind": "erase",
        "who": "account",
        "state": "waiting",
        "customer_id": "id-of-customer",
        "email": "customer@example.com",
        "customer_mark": "k1.customer",
        "email_mark": "k1.email",
        "asked_at": NOW,
        "due_at": NOW + timedelta(days=30),
        "run_at": NOW + timedelta(hours=1),
    }
    return DataRequest(**values | changes)


def add_request(**changes: Any) -> DataRequest:
    """Keep such a request."""
    request = a_request(**changes)
    mail = Mail(f"example#{request.request_id}", "somebody@example.com", "erasure", {})
    data_requests.insert_with_mail(request, mail, NOW, seconds_left=10)
    return request
