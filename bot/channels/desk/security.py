"""Who may talk to the desk, and which forms are its own.

The desk has no login: whoever reaches it acts as anybody. So it is served to this machine alone,
under this machine's own names (a foreign name that resolves here is DNS rebinding), and takes
only forms that it drew itself.
"""

import hmac
import secrets
from collections.abc import Mapping
from ipaddress import IPv6Address, ip_address
from urllib.parse import urlsplit

OWN_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})
COOKIE = "salient_desk"
OWN_SITE = frozenset({"same-origin", "none"})
UNSAID_ORIGIN = "null"
"""What a browser sends when the page's referrer policy keeps the origin back."""

HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; "
        "connect-src 'self'; form-action 'self'; frame-src 'self'; frame-ancestors 'self'; "
        "base-uri 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}


def is_own_machine(peer: str | None) -> bool:
    """Tell whether a connection comes from this machine."""
    try:
        address = ip_address((peer or "").partition("%")[0])
    except ValueError:
        return False
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return (mapped or address).is_loopback


def is_own_name(host: str | None) -> bool:
    """Tell whether a Host header names this machine and not a foreign name that points here."""
    try:
        parts = urlsplit(f"//{host or ''}")
        port_is_fine = parts.port is None or parts.port >= 0
    except ValueError:
        return False
    plain = "@" not in parts.netloc and not parts.path and not parts.query and not parts.fragment
    return plain and port_is_fine and parts.hostname in OWN_NAMES


def is_own_site(headers: Mapping[str, str]) -> bool:
    """Tell whether a form was sent by a page of the desk, as far as the browser says."""
    site = headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in OWN_SITE
    origin = headers.get("Origin")
    if origin is None or origin == UNSAID_ORIGIN:
        return True
    return origin == f"http://{headers.get('Host', '')}"


class Tokens:
    """Marks the desk's own forms: a secret of this process, tied to the browser's cookie."""

    def __init__(self, secret: bytes | None = None) -> None:
        self._secret = secret or secrets.token_bytes(32)

    def of(self, cookie: str) -> str:
        """Return what a form must carry when it comes from the browser with this cookie."""
        return hmac.new(self._secret, cookie.encode(), "sha256").hexdigest()

    def fits(self, cookie: str, token: str) -> bool:
        """Tell whether a form was drawn for this browser since the process started."""
        return bool(cookie) and hmac.compare_digest(self.of(cookie).encode(), token.encode())


def new_cookie() -> str:
    """Return a name for a browser that has none yet."""
    return secrets.token_urlsafe(18)


def new_nonce() -> str:
    """Return a name for one drawing of a page: the same form sent twice is one event."""
    return secrets.token_urlsafe(12)
