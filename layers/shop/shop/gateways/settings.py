"""What differs from one deployment to the next and is no secret; set in template.yaml only."""

import os
from dataclasses import dataclass

SITE_URL = os.environ["SITE_URL"]
VERSION = os.environ["SHOP_VERSION"]
STAGE = os.environ["STAGE"]
# Set only where our own CloudFront distribution stands before the API.
ORIGIN_SECRET = os.environ["ORIGIN_SECRET"]
# Where the shop sells, in words for the terms of purchase; empty while that is not decided.
MARKET = os.environ["SHOP_MARKET"]
# Whether the prices of goods and shipping contain the tax; otherwise it is added to them.
PRICES_INCLUDE_TAX = os.environ["SHOP_PRICES_INCLUDE_TAX"] == "true"


@dataclass(frozen=True, slots=True)
class Shop:
    """How the shop presents itself on pages and in mails."""

    name: str
    postal_address: str
    email: str
    telephone: str
    tax_number: str


SHOP = Shop(
    name=os.environ["SHOP_NAME"],
    postal_address=os.environ["SHOP_POSTAL_ADDRESS"],
    email=os.environ["SHOP_EMAIL"],
    telephone=os.environ["SHOP_TELEPHONE"],
    tax_number=os.environ["SHOP_TAX_NUMBER"],
)


def url(path: str) -> str:
    """Return the absolute address of a path, for mails; never taken from a request's Host."""
    return f"{SITE_URL}{path}"
