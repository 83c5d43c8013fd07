"""Signature Version 4 of the one kind of request that DynamoDB takes: a POST of JSON to `/`.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
"""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import sha256
from hmac import digest

from shared.adapters.aws.credentials import Credentials

SERVICE = "dynamodb"
CONTENT_TYPE = "application/x-amz-json-1.0"
_VERSION = "DynamoDB_20120810"
_BLOCK = 64
_NAMES = "content-type;host;x-amz-date;x-amz-target"
_NAMES_WITH_TOKEN = "content-type;host;x-amz-date;x-amz-security-token;x-amz-target"  # noqa: S105


class Signer:
    """Makes whole requests to one host; the key of a day is kept. Safe for threads.

    What is kept saves more than it costs to make: after each wait for an answer the processor has
    forgotten the code that would make it.
    """

    def __init__(self, authority: str, region: str) -> None:
        self._authority = authority
        self._region = region
        self._key = _Key("", "", region)
        self._kept_stamp = (datetime.min.replace(tzinfo=UTC), "")

    def request(
        self, operation: str, body: bytes, credentials: Credentials, moment: datetime
    ) -> bytes:
        """Return the bytes of a signed request."""
        target = f"{_VERSION}.{operation}"
        stamp = self._stamp_of(moment)
        token = credentials.token
        head = (
            f"POST / HTTP/1.1\r\nHost: {self._authority}\r\nContent-Type: {CONTENT_TYPE}\r\n"
            f"Content-Length: {len(body)}\r\nX-Amz-Date: {stamp}\r\nX-Amz-Target: {target}\r\n"
            f"{f'X-Amz-Security-Token: {token}\r\n' if token else ''}"
            f"Authorization: {self.authorization(target, body, credentials, stamp)}\r\n\r\n"
        )
        return head.encode("ascii") + body

    def authorization(self, target: str, body: bytes, credentials: Credentials, stamp: str) -> str:
        """Return the value of the header `Authorization`; `stamp` is the value of `X-Amz-Date`."""
        token = credentials.token
        names = _NAMES_WITH_TOKEN if token else _NAMES
        canonical = (
            f"POST\n/\n\ncontent-type:{CONTENT_TYPE}\nhost:{self._authority}\nx-amz-date:{stamp}\n"
            f"{f'x-amz-security-token:{token}\n' if token else ''}"
            f"x-amz-target:{target}\n\n{names}\n{sha256(body).hexdigest()}"
        )
        day = stamp[:8]
        scope = f"{day}/{self._region}/{SERVICE}/aws4_request"
        hashed = sha256(canonical.encode()).hexdigest()
        text = f"AWS4-HMAC-SHA256\n{stamp}\n{scope}\n{hashed}"
        key = self._key
        if key.day != day or key.secret != credentials.secret:
            self._key = key = _Key(credentials.secret, day, self._region)
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


class _Key:
    """The key of a secret and a day: HMAC with its two hashes begun (RFC 2104)."""

    def __init__(self, secret: str, day: str, region: str) -> None:
        self.secret, self.day = secret, day
        key = f"AWS4{secret}".encode()
        for part in (day, region, SERVICE, "aws4_request"):
            key = digest(key, part.encode(), "sha256")
        padded = key.ljust(_BLOCK, b"\0")
        self._inner = sha256(bytes(byte ^ 0x36 for byte in padded))
        self._outer = sha256(bytes(byte ^ 0x5C for byte in padded))

    def sign(self, text: str) -> str:
        inner, outer = self._inner.copy(), self._outer.copy()
        inner.update(text.encode())
        outer.update(inner.digest())
        return outer.hexdigest()
