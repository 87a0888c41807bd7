"""Tests here speak HTTP to the shop as it is deployed."""

from tests.support.local_shop import (
    base_url,
    new_visitor,
    pytest_collection_modifyitems,
    pytest_sessionfinish,
    shop,
    visitor,
)

__all__ = [
    "base_url",
    "new_visitor",
    "pytest_collection_modifyitems",
    "pytest_sessionfinish",
    "shop",
    "visitor",
]
