"""Finds where an issuer publishes its keys (OpenID Connect Discovery 1.0, section 4)."""

from __future__ import annotations

from http.client import HTTPException
from ipaddress import ip_address
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, build_opener

from msgspec import DecodeError, Struct
from msgspec.json import Decoder

MAX_DOCUMENT = 64 * 1024


class IssuerUnavailable(Exception):  # noqa: N818 - a fact: the issuer's server is down
    """The issuer does not answer, or not with its configuration."""


class _Configuration(Struct):
    issuer: str
    jwks_uri: str


_read_configuration = Decoder(_Configuration).decode


class _NoRedirect(HTTPRedirectHandler):
    """Refuses redirects: an answer from another server would not be the issuer's."""

    def redirect_request(self, *_: object) -> None:
        return None


def jwks_uri(issuer: str, timeout_seconds: float) -> str:
    """Ask the issuer for the URL of its keys; raise IssuerUnavailable."""
    url = f"{issuer.rstrip('/')}/.well-known/openid-configuration"
    try:
        with build_opener(_NoRedirect).open(url, timeout=timeout_seconds) as answer:
            found = _read_configuration(answer.read(MAX_DOCUMENT))
    except (OSError, HTTPException, DecodeError) as error:
        raise IssuerUnavailable(issuer) from error
    if found.issuer != issuer:
        raise IssuerUnavailable(f"{issuer} calls itself {found.issuer}")
    if not is_private(found.jwks_uri):
        raise IssuerUnavailable(f"{issuer} has its keys in the open: {found.jwks_uri}")
    return found.jwks_uri


def is_private(url: str) -> bool:
    """Return whether the connection is protected: https, or http on loopback."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    return (parts.scheme == "https" and host != "") or (
        parts.scheme == "http" and _is_loopback(host)
    )


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
