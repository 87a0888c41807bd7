"""Agreements to policies as their makers are shown them."""

from collections.abc import Iterable

import msgspec

from shop.domain.acceptances import Acceptance
from shop.domain.instants import rfc3339


class AcceptanceView(msgspec.Struct, kw_only=True):
    """A version of a policy that was agreed to; `surface` is the page it was agreed to on."""

    policy: str
    version: str
    sha256: str
    accepted_at: str
    surface: str


def acceptance_views(acceptances: Iterable[Acceptance]) -> list[AcceptanceView]:
    """Show agreements."""
    return [
        AcceptanceView(
            policy=found.policy,
            version=found.version,
            sha256=found.sha256,
            accepted_at=rfc3339(found.at),
            surface=found.surface,
        )
        for found in acceptances
    ]
