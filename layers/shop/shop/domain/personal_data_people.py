"""What the tables about accounts, mail and visits are to a person; classed as in the inventory.

A new attribute is added to the group of its class and rule, a new table at the end.
"""

from shop.domain.personal_data import GOES, REMOVED, SECRET, About, kept, table

_NO, _LINKED, _YES = About.NOBODY, About.LINKED, About.PERSON
_HASH = kept("It is a hash that the shop cannot turn back, and is gone within hours by itself.")
_NO_ONE = kept("It is a salted hash; the salt is deleted after two days, and nobody is left in it.")
_NAME = kept("A random name, or an order's number; it leads to nobody once all is erased.")
_MARK = kept("Hashes only the shop can make, to erase again what a back-up brings back.")
_IN_PEACE = kept("A hash of an address, so that it is not sent what its owner did not want.")

PEOPLE = (
    table(
        "CustomersTable",
        "Your account",
        "What you told us when you registered, and what you prefer.",
        (_NO, None, "epoch created_at default_billing default_shipping list_size acceptances"),
        (_NO, None, "registered_month text_size currency_display"),
        (_LINKED, GOES, "customer_id devices"),
        (_YES, GOES, "email name addresses"),
        (_YES, SECRET, "password_hash"),
    ),
    table(
        "CustomerEmailsTable",
        "The address you log in with",
        "It keeps two accounts from having the same one.",
        (_LINKED, GOES, "customer_id"),
        (_YES, GOES, "email"),
    ),
    table(
        "AccountEventsTable",
        "What happened to your account",
        "To show you that nobody but you has used or changed it.",
        (_NO, None, "event_id expires_at"),
        (_LINKED, GOES, "customer_id position at type device network"),
    ),
    table(
        "SessionsTable",
        "Where you are logged in",
        "It keeps you logged in, and shows you where you are.",
        (_NO, None, "epoch expires_at"),
        (_NO, SECRET, "secret_hash"),
        (_LINKED, SECRET, "session_id family_id"),
        (_LINKED, GOES, "customer_id created_at last_seen_at authenticated_at device network"),
    ),
    table(
        "SecondFactorsTable",
        "Codes at login",
        "You asked for a code besides your password.",
        (_NO, None, "last_step"),
        (_NO, SECRET, "sealed recovery_hashes"),
        (_LINKED, GOES, "customer_id made_at"),
    ),
    table(
        "RememberedLoginsTable",
        "Where you asked to stay logged in",
        "You ticked “remember me” there.",
        (_NO, None, "epoch expires_at"),
        (_NO, SECRET, "current_hash previous_hash next_hash"),
        (_LINKED, SECRET, "family_id"),
        (_LINKED, GOES, "customer_id rotated_at issued_at"),
    ),
    table(
        "TokensTable",
        "Links we mailed you",
        "Each works once, for a short time.",
        (_NO, None, "purpose epoch tries acceptances expires_at"),
        (_NO, SECRET, "code_seal"),
        (_LINKED, SECRET, "token_hash"),
        (_LINKED, GOES, "customer_id"),
        (_YES, GOES, "email name"),
        (_YES, SECRET, "password_hash"),
    ),
    table(
        "LimitsTable",
        "Counted attempts",
        "They keep machines from guessing passwords and flooding the shop.",
        (_NO, None, "attempts expires_at"),
        (_LINKED, _HASH, "limit_key"),
    ),
    table(
        "TicketsTable",
        "Your messages to us",
        "To answer you.",
        (_NO, None, "part message_id author topic state suspicions expires_at request_id kind"),
        (_LINKED, GOES, "ticket at email_hash order_number actor assigned_to"),
        (_LINKED, SECRET, "session"),
        (_YES, GOES, "message name email"),
    ),
    table(
        "MailsTable",
        "Mails to you",
        "That we sent them, once each; what was in them is removed when they are sent.",
        (_NO, None, "template state claimed_until failure unsent expires_at"),
        (_LINKED, GOES, "mail_id to_hash created_at sent_at message_id order_number"),
        (_LINKED, GOES, "delivery delivery_at"),
        (_YES, GOES, "to"),
        # Their links open things.
        (_YES, SECRET, "values"),
    ),
    table(
        "VisitsTable",
        "Your visits",
        "The log of requests: use of the site, ordering, and problems with orders and the server.",
        (_NO, None, "kind route method status duration_ms expires_at"),
        (_LINKED, GOES, "visit at path request_id session customer_id order_number user_agent"),
        (_LINKED, GOES, "referrer_host do_not_count"),
        (_YES, GOES, "subject ip"),
    ),
    table(
        "VisitorCountsTable",
        "Visitor counts",
        "Numbers of visitors.",
        (_NO, None, "day batch page_views visitors visits bots orders number expires_at"),
        (_LINKED, _NO_ONE, "part salt"),
    ),
    table(
        "CommunicationsTable",
        "What you want to be told",
        "You asked for it.",
        (_LINKED, GOES, "newsletter offers order_updates_by_post changed_at answers"),
        (_YES, GOES, "email"),
    ),
    table(
        "SuppressionsTable",
        "No mailings to your address",
        "It refused our mail, or somebody complained about it.",
        (_NO, None, "detail expires_at"),
        (_LINKED, _IN_PEACE, "address_hash reason changed_at"),
    ),
    table(
        "StockAlertsTable",
        "Products you wait for",
        "You asked to be told when they are back.",
        (_NO, None, "expires_at"),
        (_LINKED, GOES, "sku email_hash confirmed_at"),
        (_YES, GOES, "email"),
    ),
    table(
        "ConsentsTable",
        "Answers about cookies",
        "They prove what was answered, not by whom.",
        (_NO, None, "consent_id at policy_version policy_sha256 recognition statistics method"),
        (_NO, None, "wording_sha256 signals replaces expires_at"),
    ),
    table(
        "PolicyNoticesTable",
        "Changes of policies",
        "How far customers were told of one; nobody in particular.",
        (_NO, None, "notice_id begun_at reached_at mails"),
    ),
    table(
        "DataRequestsTable",
        "Your requests about your data",
        "To do what you asked in time, and to do it again should a back-up bring data back.",
        (_NO, None, "kind who state asked_at due_at run_at done_at counts expires_at"),
        (
            _LINKED,
            _NAME,
            "request_id",
        ),
        (
            _LINKED,
            _MARK,
            "customer_mark email_mark",
        ),
        (_LINKED, REMOVED, "customer_id orders"),
        (_YES, REMOVED, "email"),
    ),
)
