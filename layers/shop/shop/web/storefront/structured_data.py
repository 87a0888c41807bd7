"""What a product's page tells programs: schema.org's Product, and the way that leads to it.

https://developers.google.com/search/docs/appearance/structured-data/product
"""

import base64
import hashlib
import json
from typing import Any

from shop.domain.catalogue import CATEGORIES, EVERYTHING, Availability
from shop.domain.money import CURRENCY, Money, pence
from shop.domain.shipping import FEWEST_DAYS, MOST_DAYS, SHIPS_TO, Parcel, offers
from shop.domain.withdrawals import OFFERED_IN, PERIOD
from shop.gateways.settings import SHOP, url
from shop.web.headers import with_script
from shop.web.requests import Request
from shop.web.storefront.catalogue_views import ProductView

_AVAILABILITY: dict[Availability, str] = {
    "in_stock": "InStock",
    "few_left": "LimitedAvailability",
    "out_of_stock": "OutOfStock",
}
_SCHEMA = "https://schema.org"
_HOME = "GB"
_WORKING_DAYS = [
    f"{_SCHEMA}/{day}" for day in ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
]


def product_json(product: ProductView, category_title: str, weight_grams: int) -> str:
    """Return the text of the page's data block, which cannot end the block early."""
    graph = [_product(product, weight_grams), _breadcrumbs(product, category_title)]
    text = json.dumps({"@context": _SCHEMA, "@graph": graph}, ensure_ascii=False)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def data_block(
    request: Request, product: ProductView, weight_grams: int
) -> tuple[dict[str, str], dict[str, str]]:
    """Return a product page's data block for its template, and the headers that let it in."""
    title = CATEGORIES.get(product.category, EVERYTHING)
    text = product_json(product, title, weight_grams)
    headers = headers_allowing(text) if request.wants_page else {}
    return {"structured_data": text}, headers


def headers_allowing(text: str) -> dict[str, str]:
    """Return the headers of a page whose policy lets this one data block in."""
    digest = hashlib.sha256(text.encode()).digest()
    return with_script(f"'sha256-{base64.b64encode(digest).decode()}'")


def _product(product: ProductView, weight_grams: int) -> dict[str, Any]:
    address = url(f"/products/{product.sku}")
    return {
        "@type": "Product",
        "sku": product.sku,
        "name": product.name,
        "description": product.description,
        "image": url(product.image),
        "url": address,
        "offers": {
            "@type": "Offer",
            "url": address,
            "price": _decimal(product.price),
            "priceCurrency": product.price.currency,
            "availability": f"{_SCHEMA}/{_AVAILABILITY[product.availability]}",
            "itemCondition": f"{_SCHEMA}/NewCondition",
            "seller": {"@type": "Organization", "name": SHOP.name},
            "shippingDetails": _shipping(product, weight_grams),
            "hasMerchantReturnPolicy": {
                "@type": "MerchantReturnPolicy",
                "applicableCountry": sorted(OFFERED_IN & SHIPS_TO),
                "returnPolicyCategory": f"{_SCHEMA}/MerchantReturnFiniteReturnWindow",
                "merchantReturnDays": PERIOD.days,
                "returnMethod": f"{_SCHEMA}/ReturnByMail",
                "merchantReturnLink": url("/policies/shipping-returns"),
            },
        },
    }


def _shipping(product: ProductView, weight_grams: int) -> list[dict[str, Any]]:
    """Tell what it costs to have one unit sent at home, in the usual way and in others."""
    parcel = Parcel(_HOME, weight_grams, product.price.amount)
    return [
        {
            "@type": "OfferShippingDetails",
            "name": method.name,
            "shippingRate": {
                "@type": "MonetaryAmount",
                "value": _decimal(pence(price_pence)),
                "currency": CURRENCY,
            },
            "shippingDestination": {"@type": "DefinedRegion", "addressCountry": _HOME},
            "deliveryTime": {
                "@type": "ShippingDeliveryTime",
                "businessDays": {"@type": "OpeningHoursSpecification", "dayOfWeek": _WORKING_DAYS},
                "handlingTime": {
                    "@type": "QuantitativeValue",
                    "minValue": FEWEST_DAYS,
                    "maxValue": MOST_DAYS,
                    "unitCode": "DAY",
                },
            },
        }
        for method, price_pence in offers(parcel)
    ]


def _breadcrumbs(product: ProductView, category_title: str) -> dict[str, Any]:
    steps = (
        (SHOP.name, "/"),
        (category_title, f"/products?category={product.category}"),
        (product.name, f"/products/{product.sku}"),
    )
    items = [
        {"@type": "ListItem", "position": position, "name": name, "item": url(path)}
        for position, (name, path) in enumerate(steps, 1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items}


def _decimal(money: Money) -> str:
    return f"{money.amount // 100}.{money.amount % 100:02d}"
