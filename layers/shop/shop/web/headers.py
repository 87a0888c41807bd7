"""The headers every answer carries, and who may keep a copy of it."""

# default-src 'none' refuses what is not named; nothing inline, nothing from another host.
# Directives as in https://www.w3.org/TR/CSP3/.
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
SECURITY_HEADERS = {
    # Two years and subdomains: OWASP ASVS 5.0, requirement 3.4.1.
    "Strict-Transport-Security": "max-age=63072000; includeSubDomains",
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    # Links in mails carry keys in their query; no page of ours may pass them on.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
}
# A page whose form leads elsewhere must name where, or the browser stops at the redirect.
_OWN_FORMS = "form-action 'self'"
PERSONAL = "no-store"
IMMUTABLE = "public, max-age=31536000, immutable"


def form_leads_to(*origins: str) -> dict[str, str]:
    """Return the headers of a page whose form leads on to other sites."""
    forms = " ".join((_OWN_FORMS, *origins))
    return {"Content-Security-Policy": CONTENT_SECURITY_POLICY.replace(_OWN_FORMS, forms)}


def with_script(source: str) -> dict[str, str]:
    """Return the headers of a page that holds one script of its own, named by its hash."""
    own = "script-src 'self'"
    return {"Content-Security-Policy": CONTENT_SECURITY_POLICY.replace(own, f"{own} {source}")}


def public(max_age_seconds: int) -> str:
    """Return the Cache-Control of a page that is the same for everybody."""
    return f"public, max-age={max_age_seconds}"
