"""Agreements as their makers are shown them."""

from shop.domain.acceptances import Acceptance
from shop.web.accounts.acceptance_views import AcceptanceView, acceptance_views
from tests.support.gateway import NOW


def test_says_what_was_agreed_to_when_and_where():
    assert acceptance_views([Acceptance("terms", "2026-11-22", "a", NOW, "register")]) == [
        AcceptanceView(
            policy="terms",
            version="2026-11-22",
            sha256="a",
            accepted_at="2026-11-23T10:00:00Z",
            surface="register",
        )
    ]
