"""Defines the headers with which CloudFront and the embedded stage serve pages."""

from __future__ import annotations

from collections.abc import Iterable

PLAYERS = "play"
PAGES = (PLAYERS, "console")
"""The folders of `web` that are pages: the players' page, and the operators' console."""

YEAR_SECONDS = 31_536_000
HASHED = "assets/"
"""The folder of files whose names contain a hash of their content."""

FOREVER = f"public, max-age={YEAR_SECONDS}, immutable"
ASK_EACH_TIME = "no-cache"


def origin(url: str) -> str:
    """Return a URL without its path; parts of it may be tokens that only the deploy resolves."""
    return "/".join(url.split("/")[:3])


def cache_control(path: str) -> str:
    """Return `Cache-Control` for a file; a file with a hashed name never changes."""
    return FOREVER if path.lstrip("/").startswith(HASHED) else ASK_EACH_TIME


def content_security_policy(connect: Iterable[str]) -> str:
    """Return a policy: a page runs only its own files, and connects to its origin and `connect`."""
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
