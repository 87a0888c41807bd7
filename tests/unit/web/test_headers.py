from shop.web.headers import (
    CONTENT_SECURITY_POLICY,
    IMMUTABLE,
    PERSONAL,
    SECURITY_HEADERS,
    form_leads_to,
    public,
    with_script,
)

DIRECTIVES = dict(part.split(" ", 1) for part in CONTENT_SECURITY_POLICY.split("; "))


def test_carries_every_security_header():
    assert set(SECURITY_HEADERS) == {
        "Strict-Transport-Security",
        "Content-Security-Policy",
        "X-Content-Type-Options",
        "Referrer-Policy",
        "Cross-Origin-Opener-Policy",
        "Cross-Origin-Resource-Policy",
        "Permissions-Policy",
    }


def test_asks_for_https_for_a_year_at_least():
    max_age, subdomains = SECURITY_HEADERS["Strict-Transport-Security"].split("; ")
    assert int(max_age.removeprefix("max-age=")) >= 31_536_000
    assert subdomains == "includeSubDomains"


def test_lets_nothing_run_that_is_not_the_shops_own():
    assert DIRECTIVES["default-src"] == "'none'"
    assert DIRECTIVES["script-src"] == DIRECTIVES["style-src"] == "'self'"
    assert DIRECTIVES["frame-ancestors"] == DIRECTIVES["base-uri"] == "'none'"
    assert DIRECTIVES["form-action"] == "'self'"
    assert "unsafe" not in CONTENT_SECURITY_POLICY
    assert "*" not in CONTENT_SECURITY_POLICY


def test_passes_no_key_in_an_address_on_to_another_site():
    assert SECURITY_HEADERS["Referrer-Policy"] == "same-origin"


def test_says_who_may_keep_a_copy():
    assert PERSONAL == "no-store"
    assert public(300) == "public, max-age=300"
    assert IMMUTABLE == "public, max-age=31536000, immutable"


def test_a_page_may_name_where_its_form_leads_and_nothing_else_changes():
    [(name, policy)] = form_leads_to("https://pay.example.com").items()
    assert name == "Content-Security-Policy"
    assert policy.replace(" https://pay.example.com", "") == CONTENT_SECURITY_POLICY
    assert "form-action 'self' https://pay.example.com;" in policy


def test_a_script_named_by_its_hash_changes_no_other_directive():
    policy = with_script("'sha256-abc='")["Content-Security-Policy"]
    assert policy.replace(" 'sha256-abc='", "") == CONTENT_SECURITY_POLICY
    assert "script-src 'self' 'sha256-abc=';" in policy
