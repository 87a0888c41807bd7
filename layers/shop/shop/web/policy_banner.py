"""What every page says of coming changes of the policies: the same for everybody."""

from datetime import date
from typing import Any

from shop.domain.policy_changes import coming
from shop.gateways.policy_changes import material_changes


def banner(on: date) -> list[dict[str, Any]]:
    """Return the material changes that are published and not yet in force, the next one first.

    They come from a file, not from who asks: a page with them may be kept by anybody.
    """
    return [
        {
            "policy": change.policy,
            "title": change.title,
            "version": change.version,
            "effective_from": f"{change.effective_from.isoformat()}T00:00:00Z",
            "summary": change.summary,
        }
        for change in coming(material_changes(), on)
    ]
