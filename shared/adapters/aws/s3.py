"""Puts small objects into S3 without botocore's cost.

https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html
"""

from __future__ import annotations

from base64 import b64encode
from datetime import datetime
from hashlib import sha256

from msgspec import Struct

from shared.adapters.aws.caller import Caller
from shared.adapters.aws.credentials import Credentials
from shared.adapters.aws.response import Response
from shared.adapters.aws.signing import Message, Signer


class Put(Struct, frozen=True):
    """S3's answer for a stored object; the hash is in base64, as on the wire."""

    etag: str
    sha256: str


class S3Signer(Signer):
    """Signs as S3 requires: the path as it is, and the body's hash in a header."""

    def request(self, message: Message, credentials: Credentials, moment: datetime) -> bytes:
        """Return the bytes of a signed request."""
        stamp = self._stamp_of(moment)
        hashed = sha256(message.body)
        headers = {
            "host": self._authority,
            "x-amz-content-sha256": hashed.hexdigest(),
            "x-amz-date": stamp,
            **message.headers,
        }
        if credentials.token:
            headers["x-amz-security-token"] = credentials.token
        named = sorted(headers.items())
        names = ";".join(name for name, _ in named)
        canonical = (
            f"{message.method}\n{message.path}\n\n"
            f"{''.join(f'{name}:{value}\n' for name, value in named)}\n{names}\n"
            f"{headers['x-amz-content-sha256']}"
        )
        signature = self._signature(canonical, names, credentials, stamp)
        head = (
            f"{message.method} {message.path} HTTP/1.1\r\n"
            f"{''.join(f'{name}: {value}\r\n' for name, value in named)}"
            f"content-length: {len(message.body)}\r\nauthorization: {signature}\r\n\r\n"
        )
        return head.encode("ascii") + message.body


class S3Puts:
    """A thread-safe client; calls raise what `Caller.call` does.

    A put may be retried: a retry that finds an object recognises its own by the hash.
    """

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    def put(self, bucket: str, key: str, body: bytes, kind: str, replaces: str) -> Put:
        """Store an object in place of the one whose ETag is `replaces`, or of none if it is empty.

        S3 verifies the SHA-256. Bucket and key must consist of letters, digits and `/._-`.
        """
        headers = {
            "content-type": kind,
            "x-amz-checksum-sha256": b64encode(sha256(body).digest()).decode(),
            **({"if-match": replaces} if replaces else {"if-none-match": "*"}),
        }
        message = Message("PUT", f"/{bucket}/{key}", body, headers=headers)
        return self._caller.call(message, _read)

    def close(self) -> None:
        """Close the connections that are not in use."""
        self._caller.close()


def _read(response: Response) -> Put:
    found = response.header(b"etag"), response.header(b"x-amz-checksum-sha256")
    return Put(*(each.decode("latin1") for each in found))
