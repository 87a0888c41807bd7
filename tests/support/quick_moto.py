"""moto without its detours: half of the tests' time would go by in them.

What it answers stays the same; it only looks less often for what cannot be there.
"""

import functools
from typing import Any

from moto.backend_index import backend_url_patterns
from moto.core import responses
from moto.core.serialize import BaseJSONSerializer

USED = ("dynamodb", "secretsmanager")
_any_structure = BaseJSONSerializer._serialize_type_structure  # noqa: SLF001 - moto has no hook


def _structure(self: BaseJSONSerializer, serialized: Any, value: Any, shape: Any, key: str) -> None:
    # Of an attribute's ten types one is there, and moto looks for each by ten other names.
    if shape.name != "AttributeValue" or not isinstance(value, dict):
        _any_structure(self, serialized, value, shape, key)
        return
    present: Any = self.MAP_TYPE()
    for name, member in shape.members.items():
        if value.get(name) is not None:
            self._serialize(present, value[name], member, name)
    self._default_serialize(serialized, present, shape, key)


def cut_short() -> None:
    """Replace what takes moto long; called once."""
    BaseJSONSerializer._serialize_type_structure = _structure  # type: ignore[method-assign]  # noqa: SLF001
    # Asked anew for every call, of classes that do not change.
    responses.method_names_from_class = functools.cache(responses.method_names_from_class)
    # Tried one after the other, by the alphabet.
    backend_url_patterns.sort(key=lambda known: known[0] not in USED)
