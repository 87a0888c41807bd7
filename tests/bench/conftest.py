"""Measurements of the shop as it is deployed; none of them runs unless it is named."""

from tests.support.local_shop import new_visitor, pytest_sessionfinish, shop

__all__ = ["new_visitor", "pytest_sessionfinish", "shop"]
