"""What is kept of an agreement to policies."""

from shop.domain.acceptances import Acceptance, PolicyVersion, accepted
from tests.support.gateway import NOW


def test_keeps_each_version_with_its_hash_the_time_and_the_page():
    shown = (PolicyVersion("terms", "2026-11-22", "a"), PolicyVersion("privacy", "2026-12-01", "b"))
    assert accepted(shown, NOW, "review") == (
        Acceptance("terms", "2026-11-22", "a", NOW, "review"),
        Acceptance("privacy", "2026-12-01", "b", NOW, "review"),
    )
