"""Domain values kept whole in one attribute."""

from typing import Any, cast

import msgspec
from pynamodb.attributes import Attribute
from pynamodb.constants import STRING


class ValueAttribute[T](Attribute[T]):
    """A domain value kept as JSON text: it is read and written whole."""

    attr_type = STRING

    def __init__(self, kind: Any, *, null: bool = False) -> None:  # noqa: ANN401 - a type expression
        super().__init__(null=null)
        self._kind = kind

    def serialize(self, value: T) -> str:
        """Write a value."""
        return msgspec.json.encode(value).decode()

    def deserialize(self, value: str) -> T:
        """Read a value."""
        return cast("T", msgspec.json.decode(value, type=self._kind))
