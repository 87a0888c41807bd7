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
    if viewer and origin_secret and hmac.compare_digest(shown.encode(), origin_secret.encode()):
        # "198.51.100.10:46532" or "2001:db8::1:46532": the port is what follows the last colon.
        return viewer.rsplit(":", 1)[0].strip("[]")
    http = event.get("requestContext", {}).get("http", {})
    return str(http.get("sourceIp") or "unknown")
