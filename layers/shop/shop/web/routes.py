"""Every route of the shop by function group: what API Gateway matches and the functions answer.

A test holds this table, template.yaml and the handlers together.
"""

ROUTES: dict[str, tuple[str, ...]] = {
    "storefront": (
        "GET /",
        "GET /products",
        "GET /products/{sku}",
        "GET /links",
        "GET /links/{id}",
        "GET /assets/{file}",
        "GET /problems/{code}",
        "GET /.well-known/gpc.json",
        "GET /.well-known/security.txt",
        "GET /robots.txt",
        "GET /sitemap.xml",
        "GET /favicon.ico",
        "GET /health",
        "$default",
    ),
    "stock_alerts": (
        "GET /products/{sku}/alerts",
        "POST /products/{sku}/alerts",
        "GET /products/alerts/confirm",
        "POST /products/alerts/confirm",
        "GET /products/alerts/cancel",
        "POST /products/alerts/cancel",
    ),
    "cart": (
        "GET /cart",
        "POST /cart/lines",
        "POST /cart/promotion",
        "POST /cart/acknowledge",
    ),
    "orders": (
        "GET /checkout",
        "GET /checkout/review",
        "POST /checkout",
        "POST /orders",
        "GET /orders",
        "GET /orders/find",
        "POST /orders/find",
        "GET /orders/claim",
        "POST /orders/claim",
        "GET /orders/{number}",
        "POST /orders/{number}/code",
        "POST /orders/{number}/unlock",
    ),
    "aftersales": (
        "GET /orders/{number}/mails",
        "GET /orders/{number}/mails/{mail}",
        "POST /orders/{number}/mails/{mail}/resend",
        "GET /orders/{number}/invoice",
        "GET /orders/{number}/credit-notes/{id}",
        "POST /orders/{number}/cancel",
        "POST /orders/{number}/return",
        "POST /orders/{number}/reorder",
        "POST /orders/{number}/messages",
        "GET /orders/{number}/corrections",
        "POST /orders/{number}/corrections",
        "GET /withdraw",
        "POST /withdraw",
    ),
    "payments": (
        "GET /orders/{number}/pay",
        "GET /payments/return",
        "POST /payments/{provider}/webhook",
        "GET /local-payments/{id}",
        "POST /local-payments/{id}",
    ),
    "sessions": (
        "GET /login",
        "POST /login",
        "GET /login/code",
        "POST /login/code",
        "GET /logout",
        "POST /logout",
        "GET /sessions",
        "POST /sessions/{id}/revoke",
        "POST /sessions/revoke-others",
    ),
    "accounts": (
        "GET /register",
        "POST /register",
        "GET /verify",
        "POST /verify",
        "GET /account",
        "POST /account",
        "GET /account/history",
        "POST /account/email",
        "POST /account/password",
        "GET /account/second-factor",
        "POST /account/second-factor",
        "POST /account/second-factor/confirm",
        "POST /account/second-factor/disable",
        "POST /account/addresses",
        "POST /account/addresses/{id}",
        "POST /account/addresses/{id}/delete",
        "GET /password/forgot",
        "POST /password/forgot",
        "GET /password/reset",
        "POST /password/reset",
    ),
    "preferences": (
        "GET /cookies",
        "POST /cookies",
        "GET /preferences",
        "POST /preferences",
        "GET /communications",
        "POST /communications",
        "POST /newsletter",
        "GET /newsletter",
        "GET /newsletter/confirm",
        "POST /newsletter/confirm",
        "GET /unsubscribe",
        "POST /unsubscribe",
        "GET /visits",
        "POST /visits/erase",
    ),
    "rights": (
        "GET /account/data",
        "GET /account/erase",
        "POST /account/erase",
        "GET /account/erase/undo",
        "POST /account/erase/undo",
        "GET /privacy/request",
        "POST /privacy/request",
        "GET /privacy/request/confirm",
        "POST /privacy/request/confirm",
    ),
    "contact": (
        "GET /contact",
        "POST /contact",
        "GET /contact/{ticket}",
        "POST /contact/{ticket}/replies",
    ),
    "policies": (
        "GET /policies",
        "GET /policies/{name}",
        "GET /policies/{name}/versions",
        "GET /policies/{name}/versions/{version}",
        "GET /policies/{name}/changes",
        "GET /privacy",
        "GET /shop/privacy_policy",
        "GET /customer-service/purchasing",
    ),
}
# Sent by mail programs and payment providers, which are no pages of ours.
CROSS_ORIGIN_EXEMPT = frozenset({"POST /unsubscribe", "POST /payments/{provider}/webhook"})


def methods_of(path: str) -> tuple[str, ...]:
    """Return the methods that some route answers at a path, sorted; empty for an unknown path."""
    wanted = path.split("/")
    found = set()
    for keys in ROUTES.values():
        for key in keys:
            method, _, template = key.partition(" ")
            if template and _matches(template.split("/"), wanted):
                found.add(method)
    return tuple(sorted(found))


def _matches(template: list[str], wanted: list[str]) -> bool:
    return len(template) == len(wanted) and all(
        part == piece or (part.startswith("{") and piece != "")
        for part, piece in zip(template, wanted, strict=True)
    )
