"""The headers with which a page is served, by CloudFront and by the embedded stage alike."""

from __future__ import annotations

from collections.abc import Iterable

PLAYERS = "play"
PAGES = (PLAYERS, "console")
"""The folders of `web` that are pages: the players' one, and the operators' console."""

YEAR_SECONDS = 31_536_000
HASHED = "assets/"
"""The folder of files that have a hash of their content in their name."""

FOREVER = f"public, max-age={YEAR_SECONDS}, immutable"
ASK_EACH_TIME = "no-cache"


def origin(url: str) -> str:
    """Return a URL without its path; the parts of one may be known at the deploy alone."""
    return "/".join(url.split("/")[:3])


def cache_control(path: str) -> str:
    """How long a file may be kept: a hashed name means the same content for ever."""
    return FOREVER if path.lstrip("/").startswith(HASHED) else ASK_EACH_TIME


def content_security_policy(connect: Iterable[str]) -> str:
    """A page runs its own files alone, and talks to its own origin and to `connect`."""
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self' data:",
            " ".join(("connect-src 'self'", *connect)),
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
        )
    )


SECURITY = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
}
