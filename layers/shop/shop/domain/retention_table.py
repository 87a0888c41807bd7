"""What is kept, why and for how long: the table in the privacy policy, a row for each period."""

from dataclasses import dataclass
from datetime import timedelta

from shop.domain import retention


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
        retention.SESSION_IDLE,
    ),
    Retention(
        "Login, at the longest",
        "The record that this browser is logged in, with the kind of device and its network",
        "To end every login after a day, even a busy one, and to show you where you are logged in",
        retention.SESSION_ABSOLUTE,
    ),
    Retention(
        "Remembered login",
        "A random token, if you ticked “remember me”",
        "To spare you typing your details again; counted from when you typed your password",
        retention.REMEMBERED_LOGIN,
    ),
    Retention(
        "Replaced login token",
        "The token before the newest one",
        "To let two open tabs renew a remembered login without either being logged out",
        retention.REMEMBERED_LOGIN_GRACE,
    ),
    Retention(
        "Account history",
        "What happened to your account and when, with the kind of device and its network",
        "To show you that nobody but you has used or changed your account",
        retention.ACCOUNT_HISTORY,
    ),
    Retention(
        "Known devices",
        "Scrambled marks of the devices and networks you logged in from; counted from the last "
        "login, and removed at the first one after that",
        "To mail you when somebody logs in from another one",
        retention.KNOWN_DEVICE,
    ),
    Retention(
        "Registration link",
        "The e-mail address, name and scrambled password of a registration not yet confirmed",
        "To check that the e-mail address is yours before an account exists",
        retention.REGISTRATION_TOKEN,
    ),
    Retention(
        "Password reset link",
        "A scrambled copy of the link's token",
        "To let you, and only you, choose a new password",
        retention.RESET_TOKEN,
    ),
    Retention(
        "Code for an order",
        "A scrambled copy of the code that was mailed to a guest, and how often it was tried",
        "To show all of an order only to who can read the mail of its address",
        retention.ORDER_CODE,
    ),
    Retention(
        "Login attempts",
        "Counts of failed logins for an account and for a network address",
        "To slow down anyone guessing passwords",
        retention.LOGIN_LIMIT_WINDOW,
    ),
    Retention(
        "Use of forms",
        "Counts of registrations, messages, password resets, order look-ups and codes you tried",
        "To stop machines from flooding the shop",
        retention.HOURLY_LIMIT_WINDOW,
    ),
    Retention(
        "Order attempts",
        "Counts of orders placed from an account",
        "To stop machines from emptying the shelves",
        retention.ORDER_LIMIT_WINDOW,
    ),
    Retention(
        "Cart without a login",
        "The goods and quantities you chose",
        "To find your cart as you left it; counted from your last change",
        retention.ANONYMOUS_CART,
    ),
    Retention(
        "Order attempt key",
        "The key of your review page and a fingerprint of what was ordered",
        "To place an order once, even when “confirm order” is sent twice",
        retention.ORDER_KEY,
    ),
    Retention(
        "Orders",
        "What you ordered, paid and sent back, your e-mail address, addresses and what happened",
        "To send your order, to answer questions about it, and for the shop's books",
        retention.ORDER_RECORDS,
    ),
    Retention(
        "Visits by address",
        "Your full IP address with the time, page and outcome of each request",
        "To identify use of the site and diagnose problems with the server",
        retention.VISIT_BY_ADDRESS,
    ),
    Retention(
        "Visits by session",
        "The requests of one browser session, with the full IP address",
        "To assist the ordering process and to show you your own records",
        retention.VISIT_BY_SESSION,
    ),
    Retention(
        "Visits by order",
        "The requests that belong to one order, with the full IP address",
        "To diagnose problems with that order",
        retention.VISIT_BY_ORDER,
    ),
    Retention(
        "Daily visitor salt",
        "A random value, changed daily, mixed in when visitors are counted",
        "To count a visitor once a day; when it is deleted nobody can tell who was counted",
        retention.VISITOR_SALT,
    ),
    Retention(
        "Visitor counts",
        "Numbers of visitors, visits and pages for each day, also by country, language, kind of "
        "device, broad network, page, product and the site whose link was followed, without "
        "addresses",
        "To see how much the shop is used",
        retention.VISITOR_COUNTS,
    ),
    Retention(
        "Recognition cookie",
        "A random value in your browser, only if you said yes to it",
        "To recognise repeat customers",
        retention.VISITOR_COOKIE,
    ),
    Retention(
        "Cookie choices",
        "Your answers about cookies, in your browser",
        "To keep to your answers without asking again",
        retention.COOKIE_CHOICES,
    ),
    Retention(
        "Records of your cookie choices",
        "Your answers about cookies with their time and the policy then in force, "
        "not who gave them",
        "To show that a cookie was set, or a visitor counted, only as the visitor said",
        retention.CONSENT_RECORD,
    ),
    Retention(
        "Contact messages",
        "Your message, name and e-mail address, and our answers",
        "To answer you and to follow up",
        retention.CONTACT_MESSAGE,
    ),
    Retention(
        "Mail records",
        "That a mail was sent, to whom and about what, and whether it arrived; once it is sent its "
        "contents are removed, but for what a mail about an order told you",
        "To send each mail once, to find out why one did not arrive, and to show you again what "
        "we wrote about an order",
        retention.SENT_MAIL,
    ),
    Retention(
        "Addresses that get no mailings",
        "A scrambled copy of an e-mail address that refused our mail or complained about it",
        "To send it no newsletter and no alert, until somebody confirms again that they want them",
        retention.MAIL_SUPPRESSION,
    ),
    Retention(
        "Requests about your data",
        "What was asked for and when it was done; of an erasure nothing that says who asked",
        "To answer in time, and to erase again what a restored back-up brings back",
        retention.DATA_REQUEST_RECORD,
    ),
    Retention(
        "Back-in-stock alerts",
        "Your e-mail address and the product you asked about, once you confirmed the address",
        "To send you one mail when it is back in stock; forgotten with it, or when you cancel",
        retention.STOCK_ALERT,
    ),
    Retention(
        "Imports of goods",
        "Products as they were before and after a file was imported; nothing about customers",
        "To be able to undo an import",
        retention.IMPORT_RECORD,
    ),
    Retention(
        "Server log",
        "Technical events, without full IP addresses, e-mail addresses or anything you typed",
        "To diagnose problems with the server",
        retention.LOG_APPLICATION,
    ),
    Retention(
        "Visit log lines",
        "The lines from which the visit records above are made, with the full IP address",
        "To carry visits to their records without making you wait",
        retention.LOG_VISITS,
    ),
    Retention(
        "Access log",
        "The time, route, outcome and duration of requests",
        "To diagnose problems with the server",
        retention.LOG_ACCESS,
    ),
    Retention(
        "Failed deliveries",
        "Visit lines and news of orders and mails that could not be handled at the first attempts",
        "To handle them after a repair instead of losing them",
        retention.FAILED_DELIVERY,
    ),
    Retention(
        "Back-ups",
        "Earlier states of the shop's tables",
        "To restore the shop after damage; what was removed disappears from them as they age",
        retention.BACKUPS,
    ),
)
