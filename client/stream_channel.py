"""A channel on which every message matters: repeats are dropped, gaps are noticed."""

from __future__ import annotations

from collections.abc import Iterator

from client.events import HELD, Event
from client.frames import Frame, Message

HIDDEN = "hidden"


class StreamChannel:
    """A channel on which every message matters; its offsets have no gaps.

    A message that is hidden from the viewer has an offset too, but causes no event.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.wants = True
        self.epoch = ""
        self.offset: int | None = None
        self._newest = 0
        self._awaits_snapshot = False
        self._promised = 0
        self._held: dict[int, Message] = {}

    @property
    def behind(self) -> bool:
        """Whether something is on its way; if it stays away, ask again."""
        reached = self.offset or 0
        return self._awaits_snapshot or bool(self._held) or reached < self._promised

    def opened(self, socket: int) -> None:
        """Go on over another socket, perhaps beside an older one."""
        self.wants = True
        self._newest = socket

    def disconnected(self) -> None:
        """Note that messages in flight are lost with the connection."""
        self.wants = True
        self._awaits_snapshot = False
        self._promised = 0
        self._held.clear()

    def request(self) -> Frame:
        """Return the fields of a `subscribe` frame, which resumes after the last message."""
        self.wants = False
        if self.offset is None:
            return {"channel": self.name}
        return {"channel": self.name, "epoch": self.epoch, "offset": self.offset}

    def subscribed(self, frame: Frame) -> Iterator[Event]:
        """Take the answer to a request: all up to its offset follows, or a snapshot does."""
        here = (frame["epoch"], frame["offset"]) == (self.epoch, self.offset)
        self._awaits_snapshot = not frame["recovered"] and not here
        self._promised = frame["offset"]
        yield from self._release()

    def message(self, message: Message, socket: int = 0) -> Iterator[Event]:
        """Take a message; a notice, which has no epoch, is outside of the order.

        A snapshot of an older socket is ignored: the newest one gets another, perhaps of a new
        epoch.
        """
        if not message.epoch:
            yield Event(self.name, message.event, message.value(), 0)
        elif message.event == "snapshot":
            if socket >= self._newest:
                yield from self._snapshot(message)
        elif self._awaits_snapshot or self.offset is None:
            self._hold(message)
        elif message.epoch != self.epoch:
            self.wants = True
        elif message.offset > self.offset:
            self._hold(message)
            yield from self._release()
            self.wants |= bool(self._held) and self.offset >= self._promised

    def _snapshot(self, message: Message) -> Iterator[Event]:
        """Start again from the announced snapshot, or from the first one; drop repeats."""
        announced = self._awaits_snapshot and message.offset >= self._promised
        first = not self._awaits_snapshot and self.offset is None
        if not announced and not first:
            return
        self.epoch, self.offset = message.epoch, message.offset
        self._awaits_snapshot = False
        yield Event(self.name, "snapshot", message.value(), message.offset)
        yield from self._release()

    def _hold(self, message: Message) -> None:
        if len(self._held) < HELD:
            self._held[message.offset] = message.kept()

    def _release(self) -> Iterator[Event]:
        """Yield messages that follow without a gap; drop old ones and those of other epochs."""
        if self.offset is None:
            return
        reached = self.offset
        self._held = {
            offset: message
            for offset, message in self._held.items()
            if offset > reached and message.epoch == self.epoch
        }
        while (message := self._held.pop(self.offset + 1, None)) is not None:
            self.offset += 1
            if message.event != HIDDEN:
                yield Event(self.name, message.event, message.value(), self.offset)
