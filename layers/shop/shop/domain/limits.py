"""How often something may be tried, and for whom attempts are counted together."""

import hashlib
import ipaddress
from dataclasses import dataclass
from datetime import timedelta

from shop.domain.retention import HOURLY_LIMIT_WINDOW, LOGIN_LIMIT_WINDOW, ORDER_LIMIT_WINDOW


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `attempts` in each `window`, under a name of its own."""

    name: str
    attempts: int
    window: timedelta


# The numbers are PyPI's (pypi/warehouse, accounts) where it limits the same thing.
LOGIN_BY_ACCOUNT = Limit("login-account", 10, LOGIN_LIMIT_WINDOW)
LOGIN_BY_ADDRESS = Limit("login-address", 10, LOGIN_LIMIT_WINDOW)
# By account, once the password was right. Of three good codes in a million, a thief of the password
# tries 20 an hour.
SECOND_FACTOR = Limit("second-factor", 10, LOGIN_LIMIT_WINDOW)
SECOND_FACTOR_HOURLY = Limit("second-factor-hourly", 20, HOURLY_LIMIT_WINDOW)
REGISTRATION = Limit("registration", 5, HOURLY_LIMIT_WINDOW)
CONTACT = Limit("contact", 5, HOURLY_LIMIT_WINDOW)
CONTACT_REPLIES = Limit("contact-replies", 20, HOURLY_LIMIT_WINDOW)
# By address: over it the message is kept all the same, but nobody's inbox is filled.
CONTACT_ACKNOWLEDGEMENTS = Limit("contact-acknowledgements", 3, HOURLY_LIMIT_WINDOW)
WITHDRAWALS = Limit("withdrawals", 5, HOURLY_LIMIT_WINDOW)
# By address: a receipt goes wherever its sender says.
WITHDRAWAL_RECEIPTS = Limit("withdrawal-receipts", 10, HOURLY_LIMIT_WINDOW)
# By text, whoever sends it: the same again within the hour is set apart.
CONTACT_DUPLICATES = Limit("contact-duplicates", 1, HOURLY_LIMIT_WINDOW)
PASSWORD_RESET = Limit("password-reset", 3, HOURLY_LIMIT_WINDOW)
ORDER_LOOKUP = Limit("order-lookup", 10, HOURLY_LIMIT_WINDOW)
# By network: asking for a code, and trying one.
ORDER_CODES = Limit("order-codes", 10, HOURLY_LIMIT_WINDOW)
ORDER_UNLOCKS = Limit("order-unlocks", 20, HOURLY_LIMIT_WINDOW)
# By order and by e-mail address: whoever asks, nobody's inbox is filled, and no code is guessed.
ORDER_CODE_MAILS = Limit("order-code-mails", 3, HOURLY_LIMIT_WINDOW)
ORDER_CODE_MAILS_BY_ADDRESS = Limit("order-code-mails-address", 6, HOURLY_LIMIT_WINDOW)
ORDERS = Limit("orders", 30, ORDER_LIMIT_WINDOW)
PROMOTION_CODES = Limit("promotion-codes", 20, HOURLY_LIMIT_WINDOW)
# By order, whoever asks: a mail about it once more.
ORDER_MAILS_AGAIN = Limit("order-mails-again", 3, HOURLY_LIMIT_WINDOW)
NEWSLETTER = Limit("newsletter", 5, HOURLY_LIMIT_WINDOW)
DATA_REQUESTS = Limit("data-requests", 5, HOURLY_LIMIT_WINDOW)
VISIT_ERASURES = Limit("visit-erasures", 5, HOURLY_LIMIT_WINDOW)
STOCK_ALERTS = Limit("stock-alerts", 10, HOURLY_LIMIT_WINDOW)
# By address: whoever asks, nobody's inbox is filled.
STOCK_ALERT_MAILS = Limit("stock-alert-mails", 3, HOURLY_LIMIT_WINDOW)


def limit_key(limit: Limit, who: str) -> str:
    """Return the key attempts are counted under; it holds a hash, not the address or e-mail."""
    digest = hashlib.sha256(f"{limit.name}\n{who}".encode()).hexdigest()
    return f"{limit.name}#{digest[:32]}"


def network_of(address: str) -> str:
    """Return the network whose attempts are counted together.

    One IPv4 address, or the /64 that a single IPv6 subscriber is given (RFC 6177).
    """
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if parsed.version == 4:  # noqa: PLR2004 - the protocol's version
        return address
    if parsed.ipv4_mapped is not None:
        return str(parsed.ipv4_mapped)
    return str(ipaddress.ip_network((parsed, 64), strict=False))
