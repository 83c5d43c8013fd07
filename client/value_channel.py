"""A channel on which only the latest snapshot matters: it applies deltas to it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from client.events import HELD, Event
from client.frames import Frame, Message
from client.snapshots import Snapshot, patched


class ValueChannel:
    """A channel on which only the latest snapshot matters; `snapshot` is None until one came."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.wants = True
        self.epoch = ""
        self.offset = 0
        self.snapshot: Snapshot | None = None
        self._speaker = 0
        """The newest socket with a message on this channel; older ones are late."""
        self._promised: tuple[str, int] | None = None
        self._held: list[Message] = []

    @property
    def behind(self) -> bool:
        """Whether something is on its way; if it stays away, ask again."""
        return bool(self._held) or self._promised is not None

    def opened(self, _socket: int) -> None:
        """Go on over another socket, perhaps beside an older one."""
        self.wants = True

    def disconnected(self) -> None:
        """Keep the snapshot; messages in flight are lost."""
        self.wants = True
        self._promised = None
        self._held.clear()

    def request(self) -> Frame:
        """Return the fields of a `subscribe` frame, naming the snapshot that is held."""
        self.wants = False
        if self.snapshot is None or not self.epoch:
            return {"channel": self.name}
        return {"channel": self.name, "epoch": self.epoch, "offset": self.offset}

    def subscribed(self, frame: Frame) -> Iterator[Event]:
        """Take the answer to a request; a snapshot follows unless the latest is held.

        Without an epoch there may be none yet.
        """
        self.wants = False
        version = frame["epoch"], frame["offset"]
        follows = bool(frame["epoch"]) and not frame["recovered"] and not self._old(*version)
        self._promised = version if follows else None
        if frame["recovered"]:
            yield from self._release()

    def message(self, message: Message, socket: int = 0) -> Sequence[Event]:
        """Take a snapshot that is newer than the one held, or a delta that builds on that."""
        if socket < self._speaker:
            return ()
        self._speaker = socket
        if self._fits(message):
            event = self._take(message)
            self.wants = False
            return (event, *self._release()) if self._held else (event,)
        if self._old(message.epoch, message.offset):
            self._drop(message)
        else:
            self._hold(message)
        return ()

    def _fits(self, message: Message) -> bool:
        if self.snapshot is None:
            return message.base is None
        if message.base is None:
            return not self._old(message.epoch, message.offset)
        return message.base == self.offset and message.epoch == self.epoch

    def _old(self, epoch: str, offset: int) -> bool:
        return offset <= self.offset and epoch == self.epoch != ""

    def _take(self, message: Message) -> Event:
        self.snapshot = snapshot = self._snapshot(message)
        self.epoch, self.offset = message.epoch, message.offset
        if self._promised is not None and self._old(*self._promised):
            self._promised = None
        return Event(self.name, message.event, snapshot, self.offset)

    def _snapshot(self, message: Message) -> Snapshot:
        """Return the snapshot that a message brings, or makes of the one held."""
        data: Snapshot = message.value()
        return (
            data if self.snapshot is None or message.base is None else patched(self.snapshot, data)
        )

    def _drop(self, message: Message) -> None:
        """Ignore a version that is not newer than the held one."""

    def _hold(self, message: Message) -> None:
        """Hold a delta on a missing snapshot, and ask for the latest snapshot."""
        self._held = [*self._held[-HELD:], message.kept()]
        self.wants = True

    def _release(self) -> Iterator[Event]:
        """Take the held deltas that build on the snapshot, one after the other."""
        if self.snapshot is None:
            return
        self._forget_old()
        while (message := next(filter(self._fits, self._held), None)) is not None:
            yield self._take(message)
            self._forget_old()
        self.wants = bool(self._held)

    def _forget_old(self) -> None:
        self._held = [each for each in self._held if not self._old(each.epoch, each.offset)]
