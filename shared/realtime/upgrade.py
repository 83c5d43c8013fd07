"""The HTTP request that opens a WebSocket (RFC 6455, 4), or asks for the health of the process."""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha1
from http import HTTPStatus
from urllib.parse import parse_qs

from msgspec import Struct

MOST_HEAD = 8 * 1024
END = b"\r\n\r\n"
MAGIC = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"

EXTENSION = "permessage-deflate"
DEFLATE_ACCEPTED = (
    b"\r\nSec-WebSocket-Extensions: permessage-deflate; "
    b"server_no_context_takeover; client_no_context_takeover"
)

_LINE = re.compile(rb"GET (/[!-~]*) HTTP/1\.1")
_KEY = re.compile(rb"[+/0-9A-Za-z]{21}[AQgw]==")  # 16 bytes in base64
_PARAMETER = re.compile(  # RFC 7692, 7.1; what it says of the client's window binds only the client
    r"(client|server)_no_context_takeover|client_max_window_bits(=\"?([89]|1[0-5])\"?)?"
)
_FIELD = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+):([\t -~\x80-\xff]*)")


class BadRequest(Exception):  # noqa: N818 - a fact: this is no request that is served
    """The request is not one that is served here; `status` is the response."""

    def __init__(self, status: HTTPStatus, message: str) -> None:
        super().__init__(message)
        self.status = status


class Request(Struct, frozen=True):
    """An HTTP request. Names of header fields are in lower case."""

    path: str
    query: dict[str, list[str]]
    fields: dict[str, str]

    def argument(self, name: str) -> str:
        """Return an argument that is given exactly once; otherwise an empty text."""
        values = self.query.get(name, [])
        return values[0] if len(values) == 1 else ""


class Head:
    """Reads a request's head as its bytes arrive.

    Once the head is complete, up to `most_early` bytes that arrive before the response are kept.
    """

    __slots__ = ("_data", "_most_early", "_whole")

    def __init__(self, most_early: int) -> None:
        self._data = b""
        self._most_early = most_early
        self._whole = False

    def feed(self, data: bytes) -> Request | None:
        """Return the request as soon as it is complete; raise BadRequest for an invalid one."""
        self._data += data
        if self._whole:
            if len(self._data) > self._most_early:
                raise BadRequest(HTTPStatus.BAD_REQUEST, "frames before the answer")
            return None
        head, end, rest = self._data.partition(END)
        if len(head) > MOST_HEAD:
            raise BadRequest(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "too large a request")
        if not end:
            return None
        self._whole, self._data = True, rest
        return parse(head)

    def take_rest(self) -> bytes:
        """Return the bytes after the head, and drop them."""
        rest, self._data = self._data, b""
        return rest


def parse(head: bytes) -> Request:
    """Parse a request's head, given without its empty line; raise BadRequest."""
    first, *lines = head.split(b"\r\n")
    line = _LINE.fullmatch(first)
    if line is None:
        raise BadRequest(HTTPStatus.BAD_REQUEST, "only GET over HTTP/1.1 is served here")
    fields: dict[str, str] = {}
    for each in lines:
        field = _FIELD.fullmatch(each)
        if field is None:
            raise BadRequest(HTTPStatus.BAD_REQUEST, "a malformed field")
        name, value = field[1].decode().lower(), field[2].strip(b" \t").decode("latin-1")
        fields[name] = f"{fields[name]}, {value}" if name in fields else value
    path, _, query = line[1].decode().partition("?")
    return Request(path, parse_qs(query), fields)


def supports_deflate(request: Request) -> bool:
    """Whether the peer offers compression in a form that is supported here.

    An offer that limits our window to less than 32 KB is passed over, because a message for many
    receivers is compressed once for all.
    """
    offers = request.fields.get("sec-websocket-extensions", "").split(",")
    return any(_spoken(offer) for offer in offers if EXTENSION in offer)


def _spoken(offer: str) -> bool:
    name, *parameters = (part.strip() for part in offer.split(";"))
    names = [each.partition("=")[0] for each in parameters]
    return (
        name == EXTENSION
        and len(names) == len(set(names))
        and all(_PARAMETER.fullmatch(each) for each in parameters)
    )


def accept(request: Request) -> bytes:
    """Return the response that opens the socket; raise BadRequest if the request asks for none."""
    fields = request.fields
    if "websocket" not in _tokens(fields, "upgrade") or "upgrade" not in _tokens(
        fields, "connection"
    ):
        raise BadRequest(HTTPStatus.UPGRADE_REQUIRED, "this is a WebSocket")
    if fields.get("sec-websocket-version") != "13":
        raise BadRequest(HTTPStatus.UPGRADE_REQUIRED, "version 13 is spoken here")
    key = fields.get("sec-websocket-key", "").encode()
    if not _KEY.fullmatch(key):
        raise BadRequest(HTTPStatus.BAD_REQUEST, "a malformed key")
    answer = b64encode(sha1(key + MAGIC, usedforsecurity=False).digest())
    return (
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Accept: "
        + answer
        + (DEFLATE_ACCEPTED if supports_deflate(request) else b"")
        + END
    )


def response(status: HTTPStatus, body: str, *fields: str) -> bytes:
    """Return a complete response after which the connection closes."""
    text = body.encode()
    head = [
        f"HTTP/1.1 {status.value} {status.phrase}",
        "Content-Type: text/plain; charset=utf-8",
        f"Content-Length: {len(text)}",
        "Cache-Control: no-store",
        "Connection: close",
        *fields,
    ]
    if status is HTTPStatus.UPGRADE_REQUIRED:
        head += ["Upgrade: websocket", "Sec-WebSocket-Version: 13"]
    return "\r\n".join(head).encode() + END + text


def _tokens(fields: dict[str, str], name: str) -> set[str]:
    return {each.strip().lower() for each in fields.get(name, "").split(",")}
