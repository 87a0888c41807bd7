"""Every page of the shop as somebody meets it: its name, its address, who asks, how to get there.

What is looked at in a browser (accessibility, weight, screenshots ...) is looked at on all of
these. Names in braces are filled in by `tests.support.stage`, which makes what they name.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

GUEST = "/orders/{guest_order}?key={guest_key}"
BAD_ADDRESS = {"email": "not an address"}


@dataclass(frozen=True, slots=True)
class SitePage:
    """A page. With `fields` it is what a form post shows, sent from the page at `sent_from`.

    `who` is a browser of the stage: visitor (whom the shop has never seen), cart (a guest with
    goods), problems (a guest whose goods have changed), customer, remembered (a customer whose
    password was not typed today), careful (a customer who is asked for a code).
    """

    name: str
    route: str
    path: str
    who: str = "visitor"
    status: int = 200
    fields: Mapping[str, str] | None = field(default=None, hash=False)
    sent_from: str = "/health"


PAGES = (
    SitePage("home", "GET /", "/"),
    SitePage("products", "GET /products", "/products"),
    SitePage("category", "GET /products", "/products?category=lanterns"),
    SitePage("search", "GET /products", "/products?q=lantern"),
    SitePage("search-nothing", "GET /products", "/products?q=zeppelin"),
    SitePage("products-next", "GET /products", "/products?limit=4"),
    SitePage("products-second", "GET /products", "/products?limit=4&cursor={cursor}"),
    SitePage("product", "GET /products/{sku}", "/products/{sku}"),
    SitePage("product-sold-out", "GET /products/{sku}", "/products/{sold_out}"),
    SitePage("links", "GET /links", "/links"),
    SitePage("problem", "GET /problems/{code}", "/problems/out-of-stock"),
    SitePage("not-found", "$default", "/no/such/page", status=404),
    SitePage("styleguide", "$default", "/styleguide"),
    SitePage("alert", "GET /products/{sku}/alerts", "/products/{sold_out}/alerts"),
    SitePage("alert-sent", "GET /products/{sku}/alerts", "/products/{sold_out}/alerts?done=sent"),
    SitePage(
        "alert-wrong",
        "POST /products/{sku}/alerts",
        "/products/{sold_out}/alerts",
        status=422,
        fields=BAD_ADDRESS,
    ),
    SitePage(
        "alert-confirm",
        "GET /products/alerts/confirm",
        "/products/alerts/confirm?token={alert_token}",
    ),
    SitePage("alert-cancel", "GET /products/alerts/cancel", "/products/alerts/cancel?token=x"),
    SitePage("cart-empty", "GET /cart", "/cart"),
    SitePage("cart", "GET /cart", "/cart", "cart"),
    SitePage("cart-problems", "GET /cart", "/cart", "problems"),
    SitePage(
        "cart-wrong",
        "POST /cart/promotion",
        "/cart/promotion",
        "cart",
        status=409,
        fields={"code": "NOSUCHCODE"},
    ),
    SitePage(
        "cart-quantity",
        "POST /cart/lines",
        "/cart/lines",
        "cart",
        status=422,
        fields={"sku": "{sku}", "quantity": "500"},
    ),
    SitePage(
        "cart-quantity-elsewhere",
        "POST /cart/lines",
        "/cart/lines",
        "cart",
        status=422,
        fields={"sku": "{sold_out}", "quantity": "500"},
    ),
    SitePage("checkout-empty", "GET /checkout", "/checkout"),
    SitePage("checkout", "GET /checkout", "/checkout", "cart"),
    SitePage("checkout-customer", "GET /checkout", "/checkout", "customer"),
    SitePage(
        "checkout-wrong",
        "POST /checkout",
        "/checkout",
        "cart",
        status=422,
        fields=BAD_ADDRESS
        | {
            "billing_address.name": "Ada Example",
            "billing_address.line1": "1 Sample Street",
            "billing_address.city": "",
            "billing_address.postal_code": "",
            "billing_address.country": "GB",
            "shipping_method": "standard",
            "payment_method": "money_order",
        },
    ),
    SitePage("review", "GET /checkout/review", "/checkout/review", "cart"),
    SitePage("review-customer", "GET /checkout/review", "/checkout/review", "customer"),
    SitePage("review-none", "GET /checkout/review", "/checkout/review", status=404),
    SitePage(
        "order-again",
        "POST /orders",
        "/orders",
        "problems",
        status=409,
        fields={"cart_version": "1", "idempotency_key": "not-the-reviewed-one"},
    ),
    SitePage("orders", "GET /orders", "/orders", "customer"),
    SitePage("orders-log-in", "GET /orders", "/orders", status=401),
    SitePage("find-order", "GET /orders/find", "/orders/find"),
    SitePage("find-order-sent", "GET /orders/find", "/orders/find?sent=yes"),
    SitePage(
        "find-order-wrong",
        "POST /orders/find",
        "/orders/find",
        status=422,
        fields={"number": "", "email": ""},
    ),
    SitePage("claim-orders", "GET /orders/claim", "/orders/claim", "customer"),
    SitePage("order", "GET /orders/{number}", "/orders/{order}", "customer"),
    SitePage("order-shipped", "GET /orders/{number}", "/orders/{shipped_order}", "customer"),
    SitePage(
        "corrections",
        "GET /orders/{number}/corrections",
        "/orders/{order}/corrections",
        "customer",
    ),
    SitePage("order-guest", "GET /orders/{number}", GUEST),
    SitePage("order-placed", "GET /orders/{number}", f"{GUEST}&placed=yes"),
    SitePage("order-code-sent", "GET /orders/{number}", f"{GUEST}&code=sent"),
    SitePage("order-unlocked", "GET /orders/{number}", "/orders/{guest_order}?key={full_key}"),
    SitePage("order-card", "GET /orders/{number}", "/orders/{card_order}?key={card_key}"),
    SitePage(
        "order-cancelled", "GET /orders/{number}", "/orders/{cancelled_order}?key={cancelled_key}"
    ),
    SitePage(
        "order-wrong",
        "POST /orders/{number}/messages",
        "/orders/{order}/messages",
        "customer",
        status=422,
        fields={"message": ""},
    ),
    SitePage("order-mails", "GET /orders/{number}/mails", "/orders/{order}/mails", "customer"),
    SitePage(
        "order-mail",
        "GET /orders/{number}/mails/{mail}",
        "/orders/{order}/mails/{mail}",
        "customer",
    ),
    SitePage(
        "invoice", "GET /orders/{number}/invoice", "/orders/{shipped_order}/invoice", "customer"
    ),
    SitePage(
        "credit-note", "GET /orders/{number}/credit-notes/{id}", "{credit_note_path}", "customer"
    ),
    SitePage("withdraw", "GET /withdraw", "/withdraw"),
    SitePage("withdraw-order", "GET /withdraw", "/withdraw?number={guest_order}&key={guest_key}"),
    SitePage(
        "withdraw-wrong",
        "POST /withdraw",
        "/withdraw",
        status=422,
        fields={"name": "", "number": "", "email": ""},
    ),
    SitePage(
        "withdraw-confirm",
        "POST /withdraw",
        "/withdraw",
        fields={"name": "Ada Example", "number": "{guest_order}", "email": "{guest_email}"},
    ),
    SitePage("payment", "GET /local-payments/{id}", "{payment_path}"),
    SitePage("payment-return", "GET /payments/return", "{return_path}"),
    SitePage("login", "GET /login", "/login"),
    SitePage("login-again", "GET /login", "/login?next=/account", "customer"),
    SitePage(
        "login-wrong",
        "POST /login",
        "/login",
        status=401,
        fields={"email": "nobody@example.com", "password": "not the password"},
    ),
    SitePage("login-code-first", "GET /login/code", "/login/code"),
    SitePage(
        "login-code",
        "POST /login",
        "/login",
        status=202,
        fields={"email": "{careful_email}", "password": "{password}"},
    ),
    SitePage("logout", "GET /logout", "/logout", "customer"),
    SitePage("sessions", "GET /sessions", "/sessions", "customer"),
    SitePage("register", "GET /register", "/register"),
    SitePage(
        "register-wrong",
        "POST /register",
        "/register",
        status=422,
        fields={"name": "Ada", "email": "ada@example.com", "password": "short"},
    ),
    SitePage("verify-sent", "GET /verify", "/verify"),
    SitePage(
        "verify-over", "POST /verify", "/verify", status=422, fields={"token": "{undo_token}"}
    ),
    SitePage("verify", "GET /verify", "/verify?token={verify_token}"),
    SitePage("account", "GET /account", "/account", "customer"),
    SitePage("account-details", "GET /account", "/account?form=details", "customer"),
    SitePage("account-address", "GET /account", "/account?form=address", "customer"),
    SitePage(
        "account-address-change", "GET /account", "/account?form=address&id={address}", "customer"
    ),
    SitePage("account-email", "GET /account", "/account?form=email", "customer"),
    SitePage("account-password", "GET /account", "/account?form=password", "customer"),
    SitePage(
        "account-wrong",
        "POST /account/addresses",
        "/account/addresses",
        "customer",
        status=422,
        fields={"name": "Ada", "line1": "", "city": "", "country": "GB"},
    ),
    SitePage(
        "account-log-in-again",
        "POST /account/password",
        "/account/password",
        "remembered",
        status=403,
        fields={"current_password": "{password}", "new_password": "{password}!"},
    ),
    SitePage("account-history", "GET /account/history", "/account/history", "customer"),
    SitePage("second-factor", "GET /account/second-factor", "/account/second-factor", "customer"),
    SitePage(
        "second-factor-new",
        "POST /account/second-factor",
        "/account/second-factor",
        "customer",
        fields={},
    ),
    SitePage("second-factor-on", "GET /account/second-factor", "/account/second-factor", "careful"),
    SitePage("password-forgot", "GET /password/forgot", "/password/forgot"),
    SitePage("password-reset", "GET /password/reset", "/password/reset?token={reset_token}"),
    SitePage("password-reset-sent", "GET /password/reset", "/password/reset"),
    SitePage("password-reset-over", "GET /password/reset", "/password/reset?token=x"),
    SitePage("data", "GET /account/data", "/account/data", "customer"),
    SitePage(
        "data-section", "GET /account/data", "/account/data?section=AccountEvents", "customer"
    ),
    SitePage("erase", "GET /account/erase", "/account/erase", "customer"),
    SitePage(
        "erase-wrong",
        "POST /account/erase",
        "/account/erase",
        "customer",
        status=422,
        fields={"password": "not the password"},
    ),
    SitePage("erase-undo", "GET /account/erase/undo", "/account/erase/undo?token={undo_token}"),
    SitePage("erase-asked", "GET /account/erase/undo", "/account/erase/undo"),
    SitePage("privacy-request", "GET /privacy/request", "/privacy/request"),
    SitePage("privacy-request-sent", "GET /privacy/request", "/privacy/request?sent=yes"),
    SitePage(
        "privacy-request-confirm",
        "GET /privacy/request/confirm",
        "/privacy/request/confirm?token={request_token}",
    ),
    SitePage(
        "privacy-request-over", "GET /privacy/request/confirm", "/privacy/request/confirm?token=x"
    ),
    SitePage("cookies", "GET /cookies", "/cookies"),
    SitePage("preferences", "GET /preferences", "/preferences", "customer"),
    SitePage("communications", "GET /communications", "/communications", "customer"),
    SitePage("newsletter", "GET /newsletter", "/newsletter"),
    SitePage("newsletter-sent", "GET /newsletter", "/newsletter?done=sent"),
    SitePage("newsletter-wrong", "POST /newsletter", "/newsletter", status=422, fields=BAD_ADDRESS),
    SitePage(
        "newsletter-confirm",
        "GET /newsletter/confirm",
        "/newsletter/confirm?token={newsletter_token}",
    ),
    SitePage(
        "newsletter-over",
        "POST /newsletter/confirm",
        "/newsletter/confirm",
        status=422,
        fields={"token": "x"},
    ),
    SitePage("unsubscribe", "GET /unsubscribe", "/unsubscribe?token=x"),
    SitePage("unsubscribe-done", "POST /unsubscribe", "/unsubscribe?token=x", fields={}),
    SitePage("visits", "GET /visits", "/visits", "customer"),
    SitePage("contact", "GET /contact", "/contact"),
    SitePage(
        "contact-wrong",
        "POST /contact",
        "/contact",
        status=422,
        fields={"name": "", "email": "", "topic": "product", "message": ""},
    ),
    SitePage("ticket", "GET /contact/{ticket}", "/contact/{ticket}?key={ticket_key}"),
    SitePage("policies", "GET /policies", "/policies"),
    SitePage("privacy", "GET /policies/{name}", "/policies/privacy"),
    SitePage("policy-cookies", "GET /policies/{name}", "/policies/cookies"),
    SitePage("terms", "GET /policies/{name}", "/policies/terms"),
    SitePage("shipping-returns", "GET /policies/{name}", "/policies/shipping-returns"),
    SitePage("policy-versions", "GET /policies/{name}/versions", "/policies/terms/versions"),
    SitePage(
        "policy-version",
        "GET /policies/{name}/versions/{version}",
        "/policies/terms/versions/{terms_version}",
    ),
    SitePage("policy-changes", "GET /policies/{name}/changes", "/policies/terms/changes"),
    SitePage(
        "cross-origin",
        "POST /cart/lines",
        "/cart/lines",
        status=403,
        fields={"sku": "{sku}", "quantity": "1"},
        sent_from="about:blank",
    ),
    SitePage("not-allowed", "$default", "/links", status=405, fields={}),
    SitePage(
        "too-large", "POST /contact", "/contact", status=413, fields={"message": "x" * 70_000}
    ),
    SitePage("fault", "$default", "/fault", status=500),
    SitePage("too-many", "POST /visits/erase", "/visits/erase", status=429, fields={}),
)

# Answered by no page of ours: files, moves, and what is for programs.
NO_PAGES = frozenset(
    {
        "GET /links/{id}",
        "GET /assets/{file}",
        "GET /.well-known/gpc.json",
        "GET /.well-known/security.txt",
        "GET /robots.txt",
        "GET /sitemap.xml",
        "GET /favicon.ico",
        "GET /health",
        "GET /orders/{number}/pay",
        "GET /privacy",
        "GET /shop/privacy_policy",
        "GET /customer-service/purchasing",
    }
)
