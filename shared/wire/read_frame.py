"""Reads frames of clients, and names what is wrong with a bad one."""

from __future__ import annotations

import re
from typing import Any, Union

from msgspec import DecodeError, Struct, ValidationError, msgpack
from msgspec.json import Decoder, decode


class BadFrame(Exception):  # noqa: N818 - a fact: the client sent something else
    """A client sent no valid frame; `code` is part of the protocol."""

    def __init__(self, code: str, message: str, frame_id: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.frame_id = frame_id


class Envelope(Struct):
    """The fields that can still be read from a bad frame."""

    type: Any = None
    id: Any = None


_envelope = Decoder(Envelope)

_LONG_NUMBER = re.compile(rb"[0-9]{19}")

NESTED = 64
"""Number of brackets from which a frame's nesting is measured."""

SPARE = 32
"""Levels of nesting that storing the value may add around it."""

MOST_SAID = 200
"""Maximum characters of an error's message, which may quote what the client sent."""

ID = re.compile(r"[A-Za-z0-9._:-]{1,64}")


class FrameReader[F: Struct]:
    """Reads frames of the given types, up to a maximum size in bytes."""

    def __init__(self, *types: type[F], most: int) -> None:
        self._most = most
        self._decoder: Decoder[F] = Decoder(Union[types])  # noqa: UP007 - of a tuple
        self._kinds = frozenset(str(each.__struct_config__.tag) for each in types)

    def read(self, raw: bytes | str) -> F:
        """Return the frame; raise BadFrame, naming what is wrong with it.

        Every frame that it returns can be stored: no number is too large, nothing nests too deep.
        """
        data = raw.encode(errors="surrogatepass") if isinstance(raw, str) else raw
        if len(data) > self._most:
            raise BadFrame("too_large", f"a frame has at most {self._most} bytes")
        try:
            frame = self._decoder.decode(data)
            if data.count(b"[") + data.count(b"{") > NESTED:
                decode(b"[" * SPARE + data + b"]" * SPARE)
            if _LONG_NUMBER.search(data):
                msgpack.encode(frame)
        except (ValidationError, TypeError) as error:
            raise self._named(data, str(error)) from None
        except OverflowError:
            raise self._named(data, "a whole number has at most 64 bits") from None
        except (DecodeError, UnicodeDecodeError, RecursionError):
            raise BadFrame("not_json", "a frame is one JSON object") from None
        return frame

    def _named(self, data: bytes, message: str) -> BadFrame:
        message = message[:MOST_SAID]
        try:
            envelope = _envelope.decode(data)
        except (DecodeError, RecursionError):
            return BadFrame("bad_frame", message)
        known = not isinstance(envelope.type, str) or envelope.type in self._kinds
        code = "bad_frame" if known else "unknown_type"
        frame_id = envelope.id if isinstance(envelope.id, str) else ""
        return BadFrame(code, message, frame_id if ID.fullmatch(frame_id) else "")
