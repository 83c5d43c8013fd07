"""A channel of notices, each of which is shown once."""

from __future__ import annotations

from collections.abc import Iterator

from client.events import HELD, Event
from client.frames import Frame, Message


class NoticeChannel:
    """A channel of notices, which have no order; a missed one is not sent again."""

    behind = False

    def __init__(self, name: str) -> None:
        self.name = name
        self.wants = True
        self._had: dict[str, None] = {}

    def opened(self, _socket: int) -> None:
        self.wants = True

    def disconnected(self) -> None:
        self.wants = True

    def request(self) -> Frame:
        """Return the fields of a `subscribe` frame."""
        self.wants = False
        return {"channel": self.name}

    def subscribed(self, _frame: Frame) -> Iterator[Event]:
        yield from ()

    def message(self, message: Message, _socket: int = 0) -> Iterator[Event]:
        """Yield a notice; one with an id only once."""
        data = message.value()
        notice = data.get("id")
        if notice is not None and notice in self._had:
            return
        if notice is not None:
            self._had[notice] = None
            if len(self._had) > HELD:
                del self._had[next(iter(self._had))]
        yield Event(self.name, message.event, data, 0)
