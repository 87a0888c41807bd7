from datetime import timedelta

from shop.web.orders.correction_views import correction_view
from tests.support.corrections import a_correction
from tests.support.gateway import NOW


def test_shows_by_when_it_is_answered_and_when_it_was():
    waiting = correction_view(a_correction())
    assert (waiting.asked_at, waiting.due_at) == ("2026-11-23T10:00:00Z", "2026-12-23T10:00:00Z")
    assert waiting.answered_at is None
    answered = correction_view(
        a_correction(state="declined", answer="No.", answered_at=NOW + timedelta(days=1))
    )
    assert (answered.answered_at, answered.answer) == ("2026-11-24T10:00:00Z", "No.")
