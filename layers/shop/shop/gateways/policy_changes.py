"""The versions of policies that were published as material: one small file of this layer.

Every page asks for it, so the policies themselves, which are long, are not read for it.
"""

import json
from datetime import date
from functools import cache
from pathlib import Path

from shop.domain.policy_changes import MaterialChange

FILE = Path(__file__).parent.parent / "policies" / "material.json"


@cache
def material_changes() -> tuple[MaterialChange, ...]:
    """Return them all, the oldest first."""
    return read_changes(FILE)


def read_changes(file: Path) -> tuple[MaterialChange, ...]:
    """Read such a file, as the tool that publishes policies writes it."""
    return tuple(
        MaterialChange(**(entry | {"effective_from": date.fromisoformat(entry["effective_from"])}))
        for entry in json.loads(file.read_text("utf-8"))
    )
