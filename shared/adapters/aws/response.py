"""Parses an HTTP/1.1 response that arrives in pieces, without I/O of its own (RFC 9112)."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

NO_CONTENT = 204
"""The only status in use whose answers have neither a body nor a header that says so."""

MOST_HEAD = 65_536
"""Maximum bytes of a status line and its headers."""

_CONNECTION = b"\r\nconnection:"
_ENCODING = b"\r\ntransfer-encoding:"
_LENGTH = b"\r\ncontent-length:"

type More = Callable[[], bytes]
"""Returns the next bytes from the peer, or empty bytes at their end."""


class Response(Struct, frozen=True):
    """A response; `head`, its status line and headers, is only searched, never parsed whole."""

    status: int
    head: bytes
    body: bytes
    reusable: bool
    """Whether the connection may carry another request."""

    def header(self, name: bytes) -> bytes:
        """Return the value of a header, or empty bytes; `name` is in lower case."""
        return _header(self.head, self.head.lower(), b"\r\n%s:" % name)


def read_response(received: bytes, more: More) -> Response:
    """Read one response that begins with `received`.

    Raise EOFError if it ends too early, and ValueError if it is not HTTP.
    """
    head, rest = _until(b"\r\n\r\n", received, more)
    if not head.startswith(b"HTTP/1."):
        raise ValueError(f"not HTTP: {head[:40]!r}")
    lower = head.lower()
    status = int(head[9:12])
    body, framed = (b"", not rest) if status == NO_CONTENT else _body(lower, rest, more)
    stays = head.startswith(b"HTTP/1.1 ") and _header(lower, lower, _CONNECTION) != b"close"
    return Response(status, head, body, framed and stays)


def _header(head: bytes, lower: bytes, name: bytes) -> bytes:
    at = lower.find(name)
    if at < 0:
        return b""
    start = at + len(name)
    end = head.find(b"\r\n", start)
    return head[start : end if end >= 0 else len(head)].strip()


def _body(lower: bytes, rest: bytes, more: More) -> tuple[bytes, bool]:
    """Return the body, and whether the next response may follow on the connection."""
    if b"chunked" in _header(lower, lower, _ENCODING):
        return _chunks(rest, more), False
    length = _header(lower, lower, _LENGTH)
    if not length:
        return _to_the_end(rest, more), False
    if not length.isdigit():
        raise ValueError(f"no length: {length[:40]!r}")
    size = int(length)
    if len(rest) == size:
        return rest, True
    body, beyond = _exactly(size, rest, more)
    return body, not beyond


def _chunks(rest: bytes, more: More) -> bytes:
    """Return a chunked body; trailers stay unread, so the connection is not used again."""
    chunks: list[bytes] = []
    while True:
        line, rest = _until(b"\r\n", rest, more)
        size = int(line.partition(b";")[0], 16)
        if size <= 0:
            return b"".join(chunks)
        chunk, rest = _exactly(size + 2, rest, more)
        chunks.append(chunk[:-2])


def _until(mark: bytes, received: bytes, more: More) -> tuple[bytes, bytes]:
    while (at := received.find(mark)) < 0:
        if len(received) > MOST_HEAD:
            raise ValueError(f"more than {MOST_HEAD} bytes of headers")
        received += _some(more)
    return received[:at], received[at + len(mark) :]


def _exactly(size: int, received: bytes, more: More) -> tuple[bytes, bytes]:
    pieces, have = [received], len(received)
    while have < size:
        pieces.append(_some(more))
        have += len(pieces[-1])
    whole = b"".join(pieces)
    return whole[:size], whole[size:]


def _to_the_end(received: bytes, more: More) -> bytes:
    pieces = [received]
    while piece := more():
        pieces.append(piece)
    return b"".join(pieces)


def _some(more: More) -> bytes:
    piece = more()
    if not piece:
        raise EOFError("half an answer")
    return piece
