"""What the tables call things, in the words of the page that shows somebody their own data."""

import re

from shop.domain import instants
from shop.domain.money import in_figures, pence

_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")

# Where the table's own name says too little, or says it to programmers.
_WORDS = {
    "acceptances": "What you agreed to",
    "at": "When",
    "authenticated_at": "Password typed",
    "consent_id": "Number of the record",
    "created_at": "Made",
    "currency_display": "Prices are written with",
    "default_billing": "Billing address by default (its number)",
    "default_shipping": "Delivery address by default (its number)",
    "customer_mark": "Your account (scrambled)",
    "devices": "Devices we know (scrambled)",
    "due_at": "To be answered by",
    "email_hash": "E-mail address (scrambled)",
    "email_mark": "E-mail address (scrambled)",
    "epoch": "Round of logins (ending all begins a new one)",
    "expires_at": "Removed after",
    "id": "Number",
    "ip": "IP address",
    "last_seen_at": "Last seen",
    "last_step": "Last code used (its half minute)",
    "line1": "Address line 1",
    "line2": "Address line 2",
    "list_size": "Entries on a page",
    "made_at": "Made",
    "newsletter": "Newsletter",
    "postal_code": "Postcode",
    "sha256": "Fingerprint of the text",
    "sku": "Article",
    "surface": "Where you agreed",
    "template": "Kind of mail",
    "text_size": "Size of text",
    "to_hash": "Your address (scrambled)",
    "user_agent": "Browser",
}


def record_words(name: str) -> str:
    """Say what an attribute is: `placed_at` is "Placed", `shipping_address` "Shipping address"."""
    if name in _WORDS:
        return _WORDS[name]
    plain = re.sub(r"_(at|on|pence)$", "", name).replace("_", " ")
    plain = re.sub(r"\bhash$", "(scrambled)", re.sub(r"\bid$", "number", plain))
    return plain[:1].upper() + plain[1:]


def record_value(value: str | float, name: str) -> str:
    """Say a value as a person reads it: instants and days as dates, pence as pounds."""
    if isinstance(value, int) and name.endswith("_pence"):
        return in_figures(pence(value))
    text = str(value)
    try:
        if _INSTANT.fullmatch(text):
            return instants.in_words(instants.from_rfc3339(text))
        if _DAY.fullmatch(text):
            return instants.date_in_words(instants.from_rfc3339(f"{text}T00:00:00Z"))
    except ValueError:  # somebody typed what only looks like a date
        return text
    return text
