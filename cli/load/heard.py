"""The frames that come, read as far as a measurement needs."""

from __future__ import annotations

from typing import Any

from msgspec import Raw, Struct
from msgspec.json import Decoder


class Heard(Struct):
    """Any server frame; `data` is a view of the frame's bytes, to be read at once.

    A frame without a type is API Gateway's own, such as `{"message": "Internal server error"}`.
    """

    type: str = ""
    id: str = ""
    channel: str = ""
    epoch: str = ""
    offset: int = 0
    base: int | None = None
    event: str = ""
    data: Raw = Raw(b"{}")
    recovered: bool = False
    code: Any = ""
    reason: str = ""
    retry_after: float = 1.0
    within: float = 0.0
    arrows: int = 0
    correct: bool = False


read = Decoder(Heard).decode
read_data = Decoder(dict[str, Any]).decode

REPLIES = frozenset({"done", "accepted", "refused", "error", "subscribed", "unsubscribed", "pong"})


def kind_of(frame: Heard) -> str:
    """What a frame counts as in the budget of bytes."""
    if frame.type in REPLIES:
        return "reply"
    if not frame.type:
        return "gateway_error"
    if frame.type != "message":
        return frame.type
    match frame.channel.partition("-")[0].partition(".")[0]:
        case "private":
            return "private"
        case "presence":
            return "presence"
        case _:
            return "board" if frame.base is None else "board_delta"
