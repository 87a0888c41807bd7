"""What the tables about goods and buying are to a person; as docs/data-inventory.md classes them.

A new attribute is added to the group of its class and rule, a new table at the end.
"""

from shop.domain.personal_data import (
    BOOKS,
    COUNTRY_STAYS,
    EMPTIED,
    GOES,
    REMOVED,
    SECRET_REMOVED,
    About,
    kept,
    table,
)

_NO, _LINKED, _YES = About.NOBODY, About.LINKED, About.PERSON
_KEY = kept("It is a hash that the shop cannot turn back, and is gone within days by itself.")
_NUMBER = kept("It leads to an order from which everything about a person is removed.")
_PROVIDER = kept("The payment provider's name for the payment, needed to pay it back or prove it.")
_SIDE = kept("It says which side, or which of the shop's own people, acted.")
_GOODS = "It is about goods alone."

BUYING = (
    table(
        "ProductsTable",
        "Products",
        _GOODS,
        (_NO, None, "sku name description category price_pence compare_at_pence available"),
        (_NO, None, "low_stock_at weight_grams tax_class image image_alt"),
    ),
    table(
        "PriceHistoryTable",
        "Prices",
        _GOODS,
        (_NO, None, "sku changed_at price_pence compare_at_pence previous_pence"),
    ),
    table(
        "StockMovementsTable",
        "Stock ledger",
        "Each change of stock, for the shop's books.",
        (_NO, None, "sku quantity reason at note request_id"),
        (_LINKED, _SIDE, "actor"),
        (_LINKED, _NUMBER, "movement"),
    ),
    table(
        "ImportsTable",
        "Imports of goods",
        _GOODS,
        (_NO, None, "import_id part file_name started_at before after undone_at expires_at"),
        (_NO, None, "request_id"),
        (_LINKED, _SIDE, "actor undone_by"),
    ),
    table("ProductTermsTable", "Words of products", _GOODS, (_NO, None, "term sku")),
    table(
        "PromotionsTable",
        "Promotional codes you used",
        "Codes and how often they were used, where each customer may use one only so often.",
        (_NO, None, "code kind amount starts_at ends_at least_subtotal_pence most_uses"),
        (_NO, None, "most_uses_each expires_at made_at made_in ended_in"),
        (_LINKED, _SIDE, "made_by ended_by"),
        (_LINKED, _NUMBER, "part uses"),
        (_LINKED, REMOVED, "redeemers"),
    ),
    table(
        "CartsTable",
        "Your cart",
        "What you mean to buy, kept until you order it.",
        (_NO, None, "version promotion expires_at"),
        (_LINKED, GOES, "cart_id lines merged"),
        (_YES, GOES, "review"),
    ),
    table(
        "OrdersTable",
        "Your orders",
        "What you ordered and what happened to it, to send it and for the shop's books.",
        (_NO, None, "part version status placed_at promotion_code subtotal_pence discount_pence"),
        (_NO, None, "shipping_pence shipping_method payment_method payment_due_at ships_between"),
        (_NO, None, "policy_version at type request_id state taxes prices_include_tax shipment"),
        (_NO, None, "acceptances is_withdrawal delivery_pence refund_due_pence"),
        (_LINKED, BOOKS, "number lines returned received"),
        (_LINKED, _SIDE, "actor"),
        (_LINKED, REMOVED, "customer_id email_hash tracking ticket"),
        (_LINKED, EMPTIED, "detail answer"),
        (_YES, EMPTIED, "email instructions reason"),
        (_YES, REMOVED, "correction"),
        (_YES, COUNTRY_STAYS, "billing_address shipping_address"),
    ),
    table(
        "WithdrawalsTable",
        "Your withdrawals",
        "That you withdrew from a purchase, from which and when, and what came of it.",
        (_NO, None, "by_key declared_at state outcome expires_at answered_in"),
        (_LINKED, _SIDE, "answered_by"),
        (_LINKED, BOOKS, "withdrawal_id number order_number lines"),
        (_LINKED, EMPTIED, "answer"),
        (_LINKED, REMOVED, "email_hash"),
        (_YES, EMPTIED, "name email goods"),
    ),
    table(
        "PaymentsTable",
        "Your payments",
        "Payments by card and what was paid back; never a card's number.",
        (_NO, None, "part attempt provider amount_pence currency state version created_at"),
        (_NO, None, "open_until refunded_pence due_pence key way event_id type kind at outcome"),
        (_LINKED, BOOKS, "order_number"),
        (_LINKED, _PROVIDER, "reference charge"),
        (_LINKED, SECRET_REMOVED, "redirect_url"),
    ),
    table(
        "InvoicesTable",
        "Your invoices",
        "Invoices and credit notes, for the shop's books.",
        (_NO, None, "part issued_at document last"),
        (_LINKED, BOOKS, "filed_under number order_number"),
        (_YES, COUNTRY_STAYS, "content"),
    ),
    table(
        "OrderKeysTable",
        "Keys of order attempts",
        "They keep one confirmation from placing two orders.",
        (_NO, None, "fingerprint expires_at"),
        (_LINKED, _KEY, "order_key number"),
    ),
)
