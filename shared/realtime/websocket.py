"""Frames of RFC 6455, and their compression by RFC 7692, without any I/O.

Each message is compressed on its own: a context across messages costs 60 to 125 KB of memory per
socket, and a message for many can be compressed once only if it depends on no socket's context.
"""

from __future__ import annotations

import zlib
from struct import Struct

CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0, 1, 2, 8, 9, 10
FIN, RESERVED, OPCODE, MASKED, LENGTH = 0x80, 0x70, 0x0F, 0x80, 0x7F
COMPRESSED = 0x40
"""The bit of a message's first frame that says that the message is compressed (RFC 7692, 7.2)."""
CONTROL = 0x08
MOST_CONTROL = 125  # RFC 6455, 5.5
SHORT, LONG = 126, 127

NORMAL, GOING_AWAY, PROTOCOL_ERROR, BAD_TEXT, TOO_LARGE = 1000, 1001, 1002, 1007, 1009
NO_CODE = 1005
SENDABLE = frozenset({1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014})
OWN_CODES = range(3000, 5000)  # of libraries and applications (RFC 6455, 7.4.2)

_u16 = Struct("!BBH").pack
_u64 = Struct("!BBQ").pack
_close = Struct("!H").pack

WINDOW = -zlib.MAX_WBITS
"""Bare DEFLATE, looking back as far as it can."""
TAIL = b"\x00\x00\xff\xff"
"""The end of a flush, which is not sent (RFC 7692, 7.2.1)."""
END = TAIL + b"\x03\x00"
"""The end of a flush plus an empty block with BFINAL, which ends the stream."""
LOOK_BACK = 32 * 1024
UNREADABLE = "what was compressed can't be read"
MOST_FINAL = 16
"""Maximum blocks with BFINAL read in one message: each costs a window of 32 KB."""

type Message = str | bytes
type Shared = tuple[bytes, bytes]
"""One message for many receivers as a frame: plain, and compressed for peers that support it."""


class Broken(Exception):  # noqa: N818 - a fact: the peer does not keep to the protocol
    """The peer violated the protocol; `code` is the close code for the connection."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


def frame(payload: bytes, opcode: int = TEXT) -> bytes:
    """Return an unmasked frame that is whole in itself."""
    size = len(payload)
    if size < SHORT:
        return bytes((FIN | opcode, size)) + payload
    if size < 1 << 16:
        return _u16(FIN | opcode, SHORT, size) + payload
    return _u64(FIN | opcode, LONG, size) + payload


def shared(payload: bytes, opcode: int = TEXT) -> Shared:
    """Return the frames, plain and compressed, of a message for many receivers."""
    deflate = zlib.compressobj(zlib.Z_BEST_COMPRESSION, zlib.DEFLATED, WINDOW)
    compressed = deflate.compress(payload) + deflate.flush(zlib.Z_SYNC_FLUSH)
    return frame(payload, opcode), frame(compressed.removesuffix(TAIL), COMPRESSED | opcode)


def decompressed(payload: bytes, most: int) -> bytes:
    """Decompress a message; raise Broken if it is larger than `most` or invalid.

    A message may have blocks with BFINAL followed by more blocks, which may refer to bytes before
    it (RFC 7692, 7.2.1). The message is complete if its unsent end is an empty block and nothing
    more; a final block after that ends the whole.
    """
    try:
        inflate = zlib.decompressobj(WINDOW)
        whole = inflate.decompress(payload, most + 1)
        finals = 0
        while inflate.eof and len(whole) <= most and finals < MOST_FINAL:
            finals += 1
            rest, inflate = inflate.unused_data, zlib.decompressobj(WINDOW, whole[-LOOK_BACK:])
            whole += inflate.decompress(rest, most + 1 - len(whole))
        if len(whole) > most:
            raise Broken(TOO_LARGE, "too_large")
        after = inflate.decompress(END, 1)
    except zlib.error:
        raise Broken(BAD_TEXT, UNREADABLE) from None
    if after or inflate.unused_data or not inflate.eof:
        raise Broken(BAD_TEXT, UNREADABLE)
    return whole


def close_frame(code: int, reason: str = "") -> bytes:
    """Return a close frame; a reason that is too long is cut."""
    if code == NO_CODE:
        return frame(b"", CLOSE)
    cut = reason.encode()[: MOST_CONTROL - 2].decode(errors="ignore").encode()
    return frame(_close(code) + cut, CLOSE)


def code_of(payload: bytes) -> int:
    """Return the code of a peer's close frame; raise Broken for a code that must not be sent."""
    if not payload:
        return NO_CODE
    code = int.from_bytes(payload[:2])
    if len(payload) == 1 or (code not in SENDABLE and code not in OWN_CODES):
        raise Broken(PROTOCOL_ERROR, "a close code that nobody may send")
    text_of(payload[2:])
    return code


def text_of(payload: bytes) -> str:
    """Return a message's text; raise Broken if it is not valid UTF-8."""
    try:
        return payload.decode()
    except UnicodeDecodeError:
        raise Broken(BAD_TEXT, "a text is UTF-8") from None


def unmasked(buffer: bytes | bytearray, at: int, size: int, mask: bytes | bytearray) -> bytes:
    """Undo a mask by one XOR of two large integers, which is faster than a loop."""
    if not size:
        return b""
    masked = int.from_bytes(buffer[at : at + size], "little")
    key = int.from_bytes((mask * (size // 4 + 1))[:size], "little")
    return (masked ^ key).to_bytes(size, "little")
