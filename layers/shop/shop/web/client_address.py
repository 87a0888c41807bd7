"""Whose address a request came from: from the gateway or our own edge, never from the client."""

import hmac
from typing import Any


def client_address(event: dict[str, Any], headers: dict[str, str], origin_secret: str) -> str:
    """Return the client's IP address as text.

    `X-Forwarded-For` is never read: anybody can send it. `CloudFront-Viewer-Address` counts only
    beside the secret that our own distribution adds (`X-Origin-Verify`); an empty
    `origin_secret` means that there is no distribution.
    """
    viewer = headers.get("cloudfront-viewer-address", "")
    shown = headers.get("x-origin-verify", "")
    if viewer and origin_secret and _is_same(shown, origin_secret):
        # "198.51.100.10:46532" or "2001:db8::1:46532": the port is what follows the last colon.
        return viewer.rsplit(":", 1)[0].strip("[]")
    match event:
        case {"requestContext": {"http": {"sourceIp": str(address)}}} if address:
            return address
    return "unknown"


def _is_same(shown: str, secret: str) -> bool:
    return hmac.compare_digest(shown.encode("utf-8", "replace"), secret.encode())
