"""Parses the address of Valkey from a URL."""

from __future__ import annotations

from urllib.parse import parse_qs, unquote, urlsplit

from msgspec import Struct

USUAL_PORT = 6379


class Address(Struct, frozen=True):
    """A node, and how to reach it."""

    host: str
    port: int
    tls: bool = False
    user: str = "default"
    password: str = ""


def address_of(url: str) -> tuple[Address, bool]:
    """Return the address in a URL, and whether it is a cluster's; raise ValueError.

    The URL is `redis://host:port`, or `rediss://` with TLS, with `?cluster=1` for a cluster.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"redis", "rediss"} or not parts.hostname:
        raise ValueError(f"{parts.scheme}://{parts.hostname or ''} is not redis:// or rediss://")
    address = Address(
        parts.hostname,
        parts.port or USUAL_PORT,
        parts.scheme == "rediss",
        unquote(parts.username or "default"),
        unquote(parts.password or ""),
    )
    return address, parse_qs(parts.query).get("cluster") == ["1"]
