"""Every period for which the shop keeps something: the one file of numbers.

Expiry times, cookie lifetimes, the template's log groups and the tables in the published policies
are all taken from here or tested against it. Changing a period therefore changes what the privacy
policy says, and a new version of it must be published.
"""

from dataclasses import dataclass
from datetime import timedelta

# Login and sessions. Idle, absolute and reset times: OWASP Session Management and Forgot Password
# cheat sheets; 30 days: NIST SP 800-63B, AAL1.
SESSION_IDLE = timedelta(minutes=60)
SESSION_ABSOLUTE = timedelta(hours=24)
REMEMBERED_LOGIN = timedelta(days=30)
REMEMBERED_LOGIN_GRACE = timedelta(seconds=60)
REGISTRATION_TOKEN = timedelta(hours=24)
RESET_TOKEN = timedelta(minutes=30)

# Rate limits.
LOGIN_LIMIT_WINDOW = timedelta(minutes=5)
HOURLY_LIMIT_WINDOW = timedelta(hours=1)
ORDER_LIMIT_WINDOW = timedelta(minutes=1)

# Buying.
ANONYMOUS_CART = timedelta(days=30)
ORDER_KEY = timedelta(hours=48)
ORDER_RECORDS = timedelta(days=2192)

# Visits. 13 and 25 months: CNIL, guidelines on audience measurement.
VISIT_BY_ADDRESS = timedelta(days=30)
VISIT_BY_SESSION = timedelta(days=30)
VISIT_BY_ORDER = timedelta(days=30)
VISIT_DEMOGRAPHICS = timedelta(days=395)
VISITOR_SALT = timedelta(hours=48)
VISITOR_COUNTS = timedelta(days=760)

# Choices kept in the visitor's own browser.
VISITOR_COOKIE = timedelta(days=395)
COOKIE_CHOICES = timedelta(days=180)

# As long as the longest cookie that an answer allows.
CONSENT_RECORD = timedelta(days=395)

# Messages.
CONTACT_MESSAGE = timedelta(days=365)
SENT_MAIL = timedelta(days=90)

# Goods.
STOCK_ALERT = timedelta(days=180)
IMPORT_RECORD = timedelta(days=90)

# Machinery. 14 days: the longest Amazon SQS keeps a message; 35 days: the window of Amazon
# DynamoDB's point-in-time recovery.
LOG_APPLICATION = timedelta(days=30)
LOG_VISITS = timedelta(days=7)
LOG_ACCESS = timedelta(days=30)
FAILED_DELIVERY = timedelta(days=14)
BACKUPS = timedelta(days=35)


@dataclass(frozen=True, slots=True)
class Retention:
    """What is kept, why, and for how long at most."""

    name: str
    keeps: str
    purpose: str
    period: timedelta


RETENTIONS = (
    Retention(
        "Login, when you are away",
        "The record that this browser is logged in",
        "To keep you logged in while you use the shop, and no longer",
        SESSION_IDLE,
    ),
    Retention(
        "Login, at the longest",
        "The record that this browser is logged in, with the kind of device and its network",
        "To end every login after a day, even a busy one, and to show you where you are logged in",
        SESSION_ABSOLUTE,
    ),
    Retention(
        "Remembered login",
        "A random token, if you ticked “remember me”",
        "To spare you typing your details again; counted from when you typed your password",
        REMEMBERED_LOGIN,
    ),
    Retention(
        "Replaced login token",
        "The token before the newest one",
        "To let two open tabs renew a remembered login without either being logged out",
        REMEMBERED_LOGIN_GRACE,
    ),
    Retention(
        "Registration link",
        "The e-mail address, name and scrambled password of a registration not yet confirmed",
        "To check that the e-mail address is yours before an account exists",
        REGISTRATION_TOKEN,
    ),
    Retention(
        "Password reset link",
        "A scrambled copy of the link's token",
        "To let you, and only you, choose a new password",
        RESET_TOKEN,
    ),
    Retention(
        "Login attempts",
        "Counts of failed logins for an account and for a network address",
        "To slow down anyone guessing passwords",
        LOGIN_LIMIT_WINDOW,
    ),
    Retention(
        "Use of forms",
        "Counts of registrations, messages, password resets, order look-ups and codes you tried",
        "To stop machines from flooding the shop",
        HOURLY_LIMIT_WINDOW,
    ),
    Retention(
        "Order attempts",
        "Counts of orders placed from an account",
        "To stop machines from emptying the shelves",
        ORDER_LIMIT_WINDOW,
    ),
    Retention(
        "Cart without a login",
        "The goods and quantities you chose",
        "To find your cart as you left it; counted from your last change",
        ANONYMOUS_CART,
    ),
    Retention(
        "Order attempt key",
        "The key of your review page and a fingerprint of what was ordered",
        "To place an order once, even when “confirm order” is sent twice",
        ORDER_KEY,
    ),
    Retention(
        "Orders",
        "What you ordered and paid, your e-mail address, the addresses and what happened",
        "To send your order, to answer questions about it, and for the shop's books",
        ORDER_RECORDS,
    ),
    Retention(
        "Visits by address",
        "Your full IP address with the time, page and outcome of each request",
        "To identify use of the site and diagnose problems with the server",
        VISIT_BY_ADDRESS,
    ),
    Retention(
        "Visits by session",
        "The requests of one browser session, with the full IP address",
        "To assist the ordering process and to show you your own records",
        VISIT_BY_SESSION,
    ),
    Retention(
        "Visits by order",
        "The requests that belong to one order, with the full IP address",
        "To diagnose problems with that order",
        VISIT_BY_ORDER,
    ),
    Retention(
        "Demographics",
        "Shortened IP addresses (the last part removed), country, language and kind of device",
        "To gather broad demographic information",
        VISIT_DEMOGRAPHICS,
    ),
    Retention(
        "Daily visitor salt",
        "A random value, changed daily, mixed in when visitors are counted",
        "To count a visitor once a day; when it is deleted nobody can tell who was counted",
        VISITOR_SALT,
    ),
    Retention(
        "Visitor counts",
        "Numbers of visitors and pages for each day, without addresses",
        "To see how much the shop is used",
        VISITOR_COUNTS,
    ),
    Retention(
        "Recognition cookie",
        "A random value in your browser, only if you said yes to it",
        "To recognise repeat customers",
        VISITOR_COOKIE,
    ),
    Retention(
        "Cookie choices",
        "Your answers about cookies, in your browser",
        "To keep to your answers without asking again",
        COOKIE_CHOICES,
    ),
    Retention(
        "Records of your cookie choices",
        "Your answers about cookies with their time and the policy then in force, not who gave them",
        "To show that a cookie was set, or a visitor counted, only as the visitor said",
        CONSENT_RECORD,
    ),
    Retention(
        "Contact messages",
        "Your message, name and e-mail address, and our answers",
        "To answer you and to follow up",
        CONTACT_MESSAGE,
    ),
    Retention(
        "Mail records",
        "That a mail was sent, to whom and about what; its contents are removed once it is sent",
        "To send each mail once and to find out why one did not arrive",
        SENT_MAIL,
    ),
    Retention(
        "Back-in-stock alerts",
        "Your e-mail address and the product you asked about, once you confirmed the address",
        "To send you one mail when it is back in stock; forgotten with it, or when you cancel",
        STOCK_ALERT,
    ),
    Retention(
        "Imports of goods",
        "Products as they were before and after a file was imported; nothing about customers",
        "To be able to undo an import",
        IMPORT_RECORD,
    ),
    Retention(
        "Server log",
        "Technical events, without full IP addresses, e-mail addresses or anything you typed",
        "To diagnose problems with the server",
        LOG_APPLICATION,
    ),
    Retention(
        "Visit log lines",
        "The lines from which the visit records above are made, with the full IP address",
        "To carry visits to their records without making you wait",
        LOG_VISITS,
    ),
    Retention(
        "Access log",
        "The time, route, outcome and duration of requests",
        "To diagnose problems with the server",
        LOG_ACCESS,
    ),
    Retention(
        "Failed deliveries",
        "Visit lines and order events that could not be handled at the first attempts",
        "To handle them after a repair instead of losing them",
        FAILED_DELIVERY,
    ),
    Retention(
        "Back-ups",
        "Earlier states of the shop's tables",
        "To restore the shop after damage; what was removed disappears from them as they age",
        BACKUPS,
    ),
)
