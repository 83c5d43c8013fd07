"""Signs requests by Signature Version 4: without a query, with the headers these services need.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256
from hmac import digest

from msgspec import Struct

from shared.adapters.aws.credentials import Credentials

_BLOCK = 64


class Message(Struct, frozen=True):
    """A request to a service; an empty header is not sent.

    The only characters with a meaning in `path` are `/`, `@` and escapes.
    """

    method: str
    path: str
    body: bytes
    content_type: str = ""
    target: str = ""
    headers: Mapping[str, str] = {}
    """Additional headers for S3, with names in lower case."""


class Signer:
    """Makes complete signed requests to one host, and caches the key of a day. Thread-safe.

    The cache saves more than the key costs to derive: after each wait for an answer, the code that
    derives it is no longer in the processor's cache.
    """

    def __init__(self, authority: str, region: str, service: str) -> None:
        self._authority = authority
        self._place = (region, service)
        self._key = _Key("", "", self._place)
        self._kept_stamp = (datetime.min.replace(tzinfo=UTC), "")

    def request(self, message: Message, credentials: Credentials, moment: datetime) -> bytes:
        """Return the bytes of a signed request."""
        stamp = self._stamp_of(moment)
        kind, target, token = message.content_type, message.target, credentials.token
        head = (
            f"{message.method} {message.path} HTTP/1.1\r\nHost: {self._authority}\r\n"
            f"{f'Content-Type: {kind}\r\n' if kind else ''}"
            f"Content-Length: {len(message.body)}\r\nX-Amz-Date: {stamp}\r\n"
            f"{f'X-Amz-Target: {target}\r\n' if target else ''}"
            f"{f'X-Amz-Security-Token: {token}\r\n' if token else ''}"
            f"Authorization: {self._authorization(message, credentials, stamp)}\r\n\r\n"
        )
        return head.encode("ascii") + message.body

    def _authorization(self, message: Message, credentials: Credentials, stamp: str) -> str:
        kind, target, token = message.content_type, message.target, credentials.token
        names = (
            f"{'content-type;' if kind else ''}host;x-amz-date"
            f"{';x-amz-security-token' if token else ''}{';x-amz-target' if target else ''}"
        )
        canonical = (
            f"{message.method}\n{_escaped_again(message.path)}\n\n"
            f"{f'content-type:{kind}\n' if kind else ''}"
            f"host:{self._authority}\nx-amz-date:{stamp}\n"
            f"{f'x-amz-security-token:{token}\n' if token else ''}"
            f"{f'x-amz-target:{target}\n' if target else ''}"
            f"\n{names}\n{sha256(message.body).hexdigest()}"
        )
        return self._signature(canonical, names, credentials, stamp)

    def _signature(self, canonical: str, names: str, credentials: Credentials, stamp: str) -> str:
        """Return the header `Authorization` of a canonical request."""
        day = stamp[:8]
        region, service = self._place
        scope = f"{day}/{region}/{service}/aws4_request"
        hashed = sha256(canonical.encode()).hexdigest()
        text = f"AWS4-HMAC-SHA256\n{stamp}\n{scope}\n{hashed}"
        key = self._key
        if key.day != day or key.secret != credentials.secret:
            self._key = key = _Key(credentials.secret, day, self._place)
        return (
            f"AWS4-HMAC-SHA256 Credential={credentials.key}/{scope}, "
            f"SignedHeaders={names}, Signature={key.sign(text)}"
        )

    def _stamp_of(self, moment: datetime) -> str:
        second = moment.replace(microsecond=0)
        kept = self._kept_stamp
        if kept[0] != second:
            self._kept_stamp = kept = (second, second.strftime("%Y%m%dT%H%M%SZ"))
        return kept[1]


def _escaped_again(path: str) -> str:
    """Return the path to sign: all services except S3 escape its escapes again."""
    return path.replace("%", "%25").replace("@", "%40")


class _Key:
    """The signing key of a secret and a day: an HMAC with its two hashes begun (RFC 2104)."""

    def __init__(self, secret: str, day: str, place: tuple[str, str]) -> None:
        self.secret, self.day = secret, day
        key = f"AWS4{secret}".encode()
        for part in (day, *place, "aws4_request"):
            key = digest(key, part.encode(), "sha256")
        padded = key.ljust(_BLOCK, b"\0")
        self._inner = sha256(bytes(byte ^ 0x36 for byte in padded))
        self._outer = sha256(bytes(byte ^ 0x5C for byte in padded))

    def sign(self, text: str) -> str:
        inner, outer = self._inner.copy(), self._outer.copy()
        inner.update(text.encode())
        outer.update(inner.digest())
        return outer.hexdigest()
