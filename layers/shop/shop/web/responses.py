"""A reply as API Gateway's response (payload format 2.0): representation, headers, cookies."""

import hashlib
from typing import Any
from urllib.parse import quote

import msgspec

from shop.web import pages
from shop.web.assets import Asset
from shop.web.compression import (
    accepts_gzip,
    can_be_compressed,
    compressed,
    compressed_once,
    in_base64,
)
from shop.web.display import is_personal, page_context, renewed_cookies
from shop.web.headers import IMMUTABLE, PERSONAL, SECURITY_HEADERS, public
from shop.web.policy_banner import banner
from shop.web.replies import Reply
from shop.web.representation import HTML, JSON
from shop.web.requests import Request
from shop.web.search_engines import canonical_url

type Response = dict[str, Any]
_PROBLEM_JSON = "application/problem+json"
_FIRST_ERROR_STATUS = 400
_OF_A_BODY = {"Content-Type", "Content-Encoding"}
# The reserved characters of RFC 3986 and the percent sign of what is encoded already.
_KEPT_IN_ADDRESSES = ":/?#[]@!$&'()*+,;=%"


def to_response(request: Request, reply: Reply) -> Response:
    """Render a reply for the client that asked.

    Raises:
        minijinja.TemplateError: the page's template is broken.
    """
    if reply.asset is not None:
        return _asset_response(request, reply.asset)
    set_cookies = request.reply_cookies + reply.cookies + renewed_cookies(request, reply)
    headers = SECURITY_HEADERS | {"X-Request-Id": request.id, "Vary": "Accept"}
    status, media, body = _represented(request, reply)
    if body:
        headers["Content-Type"] = media
    headers |= _caching(request, reply, body, with_cookies=bool(set_cookies))
    headers |= reply.headers | _leading(request, reply)
    is_compressed = _encode(request, body, headers)
    if body and _is_known(request.headers.get("if-none-match", ""), headers.get("ETag")):
        status, body, is_compressed = 304, "", False
        del headers["Content-Type"]
        headers.pop("Content-Encoding", None)
    elif is_compressed:
        is_public = headers["Cache-Control"] != PERSONAL
        body = compressed_once(body) if is_public else compressed(body, request.id)
    response: Response = {
        "statusCode": status,
        "headers": headers,
        "body": body,
        "isBase64Encoded": is_compressed,
    }
    if set_cookies:
        response["cookies"] = set_cookies
    return response


def _asset_response(request: Request, asset: Asset) -> Response:
    """Answer with a file as it was packed; without cookies, as it is the same for everybody."""
    headers = SECURITY_HEADERS | {
        "X-Request-Id": request.id,
        "Vary": "Accept",
        "Content-Type": asset.media,
        "Cache-Control": IMMUTABLE,
        "ETag": f'"{asset.hashed_name}"',
    }
    body = asset.content
    if asset.compressed is not None:
        headers["Vary"] += ", Accept-Encoding"
        if accepts_gzip(request.headers.get("accept-encoding", "")):
            body = asset.compressed
            headers |= {"Content-Encoding": "gzip", "ETag": f'"{asset.hashed_name}-gzip"'}
    if _is_known(request.headers.get("if-none-match", ""), headers["ETag"]):
        kept = {name: headers[name] for name in headers.keys() - _OF_A_BODY}
        return {"statusCode": 304, "headers": kept, "body": "", "isBase64Encoded": False}
    is_plain = asset.is_text and body is asset.content
    text = body.decode() if is_plain else in_base64(body)
    return {"statusCode": 200, "headers": headers, "body": text, "isBase64Encoded": not is_plain}


def _encode(request: Request, body: str, headers: dict[str, str]) -> bool:
    """Say in the headers how a body is encoded; return whether it is to be compressed."""
    if not can_be_compressed(body):
        return False
    headers["Vary"] += ", Accept-Encoding"
    if not accepts_gzip(request.headers.get("accept-encoding", "")):
        return False
    headers["Content-Encoding"] = "gzip"
    if "ETag" in headers:
        # Another encoding is another representation with a tag of its own (RFC 9110, 8.8.3).
        headers["ETag"] = f'{headers["ETag"][:-1]}-gzip"'
    return True


def _represented(request: Request, reply: Reply) -> tuple[int, str, str]:
    """Return (status, media type, text) of the representation the client prefers."""
    if reply.see_other is not None and request.wants_page:
        return 303, "", ""
    if reply.media is not None:
        return reply.status, *reply.media
    if reply.page is not None and request.wants_page:
        return reply.status, f"{HTML}; charset=utf-8", _page(request, reply)
    if reply.data is None:
        return reply.status, "", ""
    is_problem = reply.status >= _FIRST_ERROR_STATUS
    media = _PROBLEM_JSON if is_problem else JSON
    return reply.status, media, msgspec.json.encode(reply.data).decode()


def _caching(request: Request, reply: Reply, body: str, *, with_cookies: bool) -> dict[str, str]:
    # A copy with somebody's cookie in it, or made for somebody, must not reach anybody else.
    if reply.public_seconds is None or with_cookies or is_personal(request, reply):
        return {"Cache-Control": PERSONAL}
    tag = hashlib.sha256(body.encode()).hexdigest()[:32]
    headers = {"Cache-Control": public(reply.public_seconds), "ETag": f'"{tag}"'}
    # A recognised visitor gets another page: a copy kept for the others is not for them.
    is_page = reply.page is not None and request.wants_page
    return headers | ({"Vary": "Accept, Cookie"} if is_page else {})


def _leading(request: Request, reply: Reply) -> dict[str, str]:
    """Return where the client is led: whatever brought it about, one line of ASCII."""
    to = reply.headers.get("Location")
    if reply.see_other is not None and request.wants_page:
        to = reply.see_other
    return {} if to is None else {"Location": quote(to, safe=_KEPT_IN_ADDRESSES)}


def _page(request: Request, reply: Reply) -> str:
    problem = reply.context.get("problem") or {}
    form = {
        "values": reply.context.get("values", {}),
        "errors": {e["field"]: e["message"] for e in problem.get("errors", ())},
    }
    context: dict[str, Any] = {
        "data": msgspec.to_builtins(reply.data),
        "path": request.path,
        "problem": None,
        "policy_banner": banner(request.now.date()),
        "is_personal": is_personal(request, reply),
        "canonical_url": canonical_url(request, reply.status),
        "form": form,
    }
    return pages.render(reply.page or "", **(context | page_context(request) | reply.context))


def _is_known(if_none_match: str, etag: str | None) -> bool:
    # Weak comparison (RFC 9110, 13.1.2): a proxy may have marked our tag as weak.
    known = {tag.strip().removeprefix("W/") for tag in if_none_match.split(",")}
    return etag is not None and (etag in known or "*" in known)
