"""The server's half of a WebSocket without any I/O: bytes in, messages and answers out.

A violation by the peer is answered with the close code that RFC 6455 names, and nothing after it is
read.
"""

from __future__ import annotations

import sys
from codecs import IncrementalDecoder, getincrementaldecoder
from collections.abc import Iterator

from shared.realtime.websocket import (
    BAD_TEXT,
    BINARY,
    CLOSE,
    COMPRESSED,
    CONTINUATION,
    CONTROL,
    FIN,
    LENGTH,
    MASKED,
    MOST_CONTROL,
    OPCODE,
    PING,
    PONG,
    PROTOCOL_ERROR,
    RESERVED,
    SHORT,
    TEXT,
    TOO_LARGE,
    Broken,
    Message,
    close_frame,
    code_of,
    decompressed,
    frame,
    text_of,
    unmasked,
)

_decoder = getincrementaldecoder("utf-8")


class Reader:
    """Reads what one peer sends; `feed` yields whole messages.

    `answers` collects the frames to write in return: pongs and, in the end, a close frame. `closed`
    is the close code, ours or the peer's: nothing is read after it. `over` says that the peer has
    closed. `supports_deflate` says that both sides may compress messages.

    `frames_left` and `bytes_left` are the remaining budget, for frames of any kind. When no frames
    are left, the reader keeps the remaining bytes until the budget is raised and `feed` is called
    again. Memory: the unfinished message, at most `most` bytes, one control frame, and the
    remaining bytes.
    """

    __slots__ = (
        "_checked",
        "_compressed",
        "_decoder",
        "_kind",
        "_most",
        "_parts",
        "_rest",
        "answers",
        "bytes_left",
        "closed",
        "frames_left",
        "over",
        "supports_deflate",
    )

    def __init__(self, most: int, *, supports_deflate: bool = False) -> None:
        self.answers: list[bytes] = []
        self.closed: int | None = None
        self.over = False
        self.supports_deflate = supports_deflate
        self.frames_left = self.bytes_left = sys.maxsize
        self._most = most
        self._rest: bytes | bytearray = b""
        self._kind = 0  # opcode of the fragmented message; 0 between messages
        self._compressed = False
        self._parts = bytearray()
        self._decoder: IncrementalDecoder | None = None  # of a text in several pieces
        self._checked = 0  # bytes of the current frame already decoded

    def feed(self, data: bytes) -> Iterator[Message]:
        """Yield the messages that `data` completes; none after the close."""
        self.bytes_left -= len(data)
        if self.closed is not None:
            return
        try:
            yield from self._read(data)
        except Broken as broken:
            self.end(broken.code, broken.reason)

    @property
    def spent(self) -> bool:
        """Whether the budget of frames or bytes is used up."""
        return self.frames_left <= 0 or self.bytes_left < 0

    def end(self, code: int, reason: str = "") -> None:
        """Close, and read nothing more, not even the peer's close frame in return."""
        if self.closed is None:
            self.closed = code
            self.answers.append(close_frame(code, reason))
            self._rest, self._parts, self._decoder = b"", bytearray(), None

    def _read(self, data: bytes) -> Iterator[Message]:
        buffer: bytes | bytearray = data
        if self._rest:
            self._rest += data  # a bytearray: the rest may come in many pieces
            buffer = self._rest
        at, end = 0, len(buffer)
        while self.closed is None and self.frames_left > 0:
            head = self._head(buffer, at, end)
            if head is None:
                break
            first, start, size = head
            if end - start < size:
                self._look_ahead(first, buffer, start, end)
                break
            self.frames_left -= 1
            payload = unmasked(buffer, start, size, buffer[start - 4 : start])
            at = start + size
            message = self._take(first, payload)
            if message is not None:
                yield message
        self._keep(buffer, at, end)

    def _keep(self, buffer: bytes | bytearray, at: int, end: int) -> None:
        if at == end or self.closed is not None:
            self._rest = b""
        elif isinstance(buffer, bytearray):  # the rest of the last call
            del buffer[:at]
        else:
            self._rest = bytearray(buffer[at:])

    def _head(self, buffer: bytes | bytearray, at: int, end: int) -> tuple[int, int, int] | None:
        """Return the first byte, where the payload starts, and its size; None if more is needed."""
        if end - at < 2:  # noqa: PLR2004 - the shortest head
            return None
        first, second = buffer[at], buffer[at + 1]
        size, start = second & LENGTH, at + 2
        self._check(first, second, size)
        if size >= SHORT:
            width = 2 if size == SHORT else 8
            if end - start < width:
                return None
            size = int.from_bytes(buffer[start : start + width])
            if size < (SHORT if width == 2 else 1 << 16):  # noqa: PLR2004 - RFC 6455, 5.2
                raise Broken(PROTOCOL_ERROR, "a length has the shortest form")
            start += width
        if not first & CONTROL and size + len(self._parts) > self._most:
            raise Broken(TOO_LARGE, "too_large")
        return (first, start + 4, size) if end - start >= 4 else None  # noqa: PLR2004 - the mask

    def _check(self, first: int, second: int, size: int) -> None:
        opcode = first & OPCODE
        if first & RESERVED and not self._may_be_compressed(first):
            raise Broken(PROTOCOL_ERROR, "a reserved bit is set")
        if not second & MASKED:
            raise Broken(PROTOCOL_ERROR, "a client masks its frames")
        if opcode > PONG or BINARY < opcode < CLOSE:
            raise Broken(PROTOCOL_ERROR, "an unknown opcode")
        if opcode & CONTROL:
            if not first & FIN or size > MOST_CONTROL:
                raise Broken(PROTOCOL_ERROR, "a control frame is short and whole")
        elif (opcode == CONTINUATION) != bool(self._kind):
            raise Broken(PROTOCOL_ERROR, "a fragment out of order")

    def _may_be_compressed(self, first: int) -> bool:
        return (
            self.supports_deflate
            and first & RESERVED == COMPRESSED
            and first & OPCODE in {TEXT, BINARY}
        )

    def _take(self, first: int, payload: bytes) -> Message | None:
        opcode = first & OPCODE
        if opcode & CONTROL:
            self._control(opcode, payload)
            return None
        if opcode and first & FIN:  # a message in one frame
            if self._decoder is not None:
                self._decoder, self._checked = None, 0
            if first & COMPRESSED:
                payload = decompressed(payload, self._most)
            return text_of(payload) if opcode == TEXT else payload
        return self._fragment(first, payload)

    def _fragment(self, first: int, payload: bytes) -> Message | None:
        last, opcode = bool(first & FIN), first & OPCODE
        if opcode:
            self._kind, self._compressed = opcode, bool(first & COMPRESSED)
            if opcode == TEXT and self._decoder is None and not self._compressed:
                self._decoder = _decoder()
        self._decode(payload[self._checked :], last=last)
        self._checked = 0
        self._parts += payload
        if not last:
            return None
        whole = (
            decompressed(bytes(self._parts), self._most) if self._compressed else bytes(self._parts)
        )
        text = self._kind == TEXT
        self._kind, self._parts, self._decoder = 0, bytearray(), None
        return text_of(whole) if text else whole

    def _look_ahead(self, first: int, buffer: bytes | bytearray, start: int, end: int) -> None:
        """Refuse a text message at its first invalid byte, even before its frame is complete."""
        if first & (OPCODE | COMPRESSED) == TEXT and self._decoder is None:
            self._decoder = _decoder()
        at = start + self._checked
        if self._decoder is not None and end > at and not first & CONTROL:
            mask, turn = buffer[start - 4 : start], self._checked & 3
            piece = unmasked(buffer, at, end - at, mask[turn:] + mask[:turn])
            self._decode(piece, last=False)
            self._checked = end - start

    def _decode(self, piece: bytes, *, last: bool) -> None:
        if self._decoder is not None:
            try:
                self._decoder.decode(piece, last)
            except UnicodeDecodeError:
                raise Broken(BAD_TEXT, "a text is UTF-8") from None

    def _control(self, opcode: int, payload: bytes) -> None:
        if opcode == PING:
            self.answers.append(frame(payload, PONG))
        elif opcode == CLOSE:
            code = code_of(payload)
            self.over = True
            self.end(code)
