"""Refuses state-changing requests that a page of another site makes a browser send.

The algorithm is that of Go 1.25's net/http.CrossOriginProtection, with one rule more: where
neither header is present, only a body that a foreign page cannot send without a preflight passes.
"""

from shop.web.problems import CrossOrigin

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_REFUSAL = "This request came from a page of another site, so it was not carried out."


def refuse_cross_origin(
    method: str, headers: dict[str, str], *, has_body: bool, site_origin: str
) -> None:
    """Let a request pass only if a page of ours, or no page at all, sent it.

    Raises:
        CrossOrigin: the request changes something and another site may have caused it.
    """
    if method in SAFE_METHODS:
        return
    fetch_site = headers.get("sec-fetch-site")
    if fetch_site is not None:
        allowed = fetch_site in ("same-origin", "none")
    elif (origin := headers.get("origin")) is not None:
        allowed = _is_ours(origin, headers.get("host", ""), site_origin)
    else:
        allowed = _needs_preflight(headers.get("content-type"), has_body=has_body)
    if not allowed:
        raise CrossOrigin(_REFUSAL)


def _is_ours(origin: str, host: str, site_origin: str) -> bool:
    scheme, _, origin_host = origin.partition("://")
    return origin == site_origin or (scheme in ("http", "https") and origin_host == host != "")


def _needs_preflight(content_type: str | None, *, has_body: bool) -> bool:
    # A form always sends its content type; a browser that can fetch() without one sends Origin.
    if content_type is None:
        return not has_body
    return content_type.partition(";")[0].strip().lower() == "application/json"
