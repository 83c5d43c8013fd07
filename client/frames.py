"""The frames of the protocol as a client writes and reads them."""

from __future__ import annotations

from typing import Any

from msgspec import Raw, Struct
from msgspec.json import Decoder, encode

type Frame = dict[str, Any]

SOCKET = frozenset({"subscribe", "unsubscribe", "ping"})
"""Requests that concern the socket that they are sent over, not the game."""


class Message(Struct):
    """A message on a channel, whose data stays unparsed until it is shown, as parsing costs most.

    The data may be in a reused buffer: `kept` copies it.
    """

    type: str = ""
    channel: str = ""
    epoch: str = ""
    offset: int = 0
    base: int | None = None
    event: str = ""
    data: Raw = Raw(b"{}")

    def value(self) -> Any:
        return _value(self.data)

    def kept(self) -> Message:
        self.data = self.data.copy()
        return self


def request(kind: str, frame_id: str, fields: Frame) -> Frame:
    """Return a request's frame; `fields` may set another id."""
    return {"type": kind, "id": frame_id} | fields


def write(frame: Frame) -> bytes:
    return encode(frame)


def read(payload: bytes | str | memoryview) -> Message | Frame:
    """Parse a received frame; raise MsgspecError if it is none.

    A frame without a type is API Gateway's own, such as `{"message": "Internal server error"}`.
    """
    message = _message(payload)
    return message if message.type == "message" else _frame(payload)


_message = Decoder(Message).decode
_frame = Decoder(Frame.__value__).decode
_value = Decoder(Any).decode
