"""Reads what a client sends: a frame, or what is wrong with it."""

from __future__ import annotations

import re
from typing import Any

from msgspec import DecodeError, Struct, ValidationError
from msgspec.json import Decoder

from shared.wire.frames import (
    MAX_FRAME,
    Answer,
    Attack,
    ClientFrame,
    Economy,
    Join,
    Leave,
    Ping,
    Subscribe,
    Unsubscribe,
)


class BadFrame(Exception):  # noqa: N818 - a fact: the client sent something else
    """What a client sent is not a frame; `code` is part of the protocol."""

    def __init__(self, code: str, message: str, frame_id: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.frame_id = frame_id


class Envelope(Struct):
    """What a frame that is wrong may still say of itself."""

    type: Any = None
    id: Any = None


_decoder: Decoder[ClientFrame] = Decoder(
    Join | Answer | Attack | Leave | Subscribe | Unsubscribe | Ping | Economy
)
_envelope = Decoder(Envelope)

ID = re.compile(r"[A-Za-z0-9._:-]{1,64}")
KINDS = frozenset(
    {"join", "answer", "attack", "leave", "subscribe", "unsubscribe", "ping", "economy"}
)


def decode_client(raw: bytes | str) -> ClientFrame:
    """Read a client's frame; raise BadFrame, naming what is wrong with it."""
    data = raw.encode(errors="surrogatepass") if isinstance(raw, str) else raw
    if len(data) > MAX_FRAME:
        raise BadFrame("too_large", f"a frame has at most {MAX_FRAME} bytes")
    try:
        return _decoder.decode(data)
    except ValidationError as error:
        raise _named(data, str(error)) from None
    except (DecodeError, UnicodeDecodeError, RecursionError):
        raise BadFrame("not_json", "a frame is one JSON object") from None


def _named(data: bytes, message: str) -> BadFrame:
    try:
        envelope = _envelope.decode(data)
    except (DecodeError, RecursionError):
        return BadFrame("bad_frame", message)
    known = not isinstance(envelope.type, str) or envelope.type in KINDS
    code = "bad_frame" if known else "unknown_type"
    frame_id = envelope.id if isinstance(envelope.id, str) else ""
    return BadFrame(code, message, frame_id if ID.fullmatch(frame_id) else "")
