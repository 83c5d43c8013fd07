"""Messages as they come over a socket."""

from __future__ import annotations

from typing import Any

from client.frames import Message, read, write


def message(**fields: Any) -> Message:
    """Return a message with these fields."""
    frame = read(write({"type": "message"} | fields))
    assert isinstance(frame, Message)
    return frame
