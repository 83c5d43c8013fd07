"""A channel on which every message matters: repeats are dropped, gaps are noticed."""

from __future__ import annotations

from collections.abc import Iterator

from client.events import HELD, Event, Frame


class StreamChannel:
    """A channel on which every message matters; its offsets have no gaps."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.wants = True
        self.epoch = ""
        self.offset: int | None = None
        self._awaits_snapshot = False
        self._promised = 0
        self._held: dict[int, Frame] = {}

    @property
    def behind(self) -> bool:
        """Whether something is on its way; if it stays away, ask again."""
        reached = self.offset or 0
        return self._awaits_snapshot or bool(self._held) or reached < self._promised

    def disconnected(self) -> None:
        """Whatever was under way is lost with the connection."""
        self.wants = True
        self._awaits_snapshot = False
        self._promised = 0
        self._held.clear()

    def request(self) -> Frame:
        """Return the fields of a `subscribe` frame: it goes on from what was received."""
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

    def message(self, frame: Frame) -> Iterator[Event]:
        """Take a message; a notice, which has no epoch, has no place in the order."""
        if not frame["epoch"]:
            yield Event(self.name, frame["event"], frame["data"], 0)
        elif frame["event"] == "snapshot":
            yield from self._snapshot(frame)
        elif self._awaits_snapshot or self.offset is None:
            self._hold(frame)
        elif frame["epoch"] != self.epoch:
            self.wants = True
        elif frame["offset"] > self.offset:
            self._hold(frame)
            yield from self._release()
            self.wants |= bool(self._held) and self.offset >= self._promised

    def _snapshot(self, frame: Frame) -> Iterator[Event]:
        """Begin anew with the one that was announced, or with the first one; drop repeats."""
        announced = self._awaits_snapshot and frame["offset"] >= self._promised
        first = not self._awaits_snapshot and self.offset is None
        if not announced and not first:
            return
        self.epoch, self.offset = frame["epoch"], frame["offset"]
        self._awaits_snapshot = False
        yield Event(self.name, "snapshot", frame["data"], frame["offset"])
        yield from self._release()

    def _hold(self, frame: Frame) -> None:
        if len(self._held) < HELD:
            self._held[frame["offset"]] = frame

    def _release(self) -> Iterator[Event]:
        """Yield what follows without a gap; forget what is old or of another epoch."""
        if self.offset is None:
            return
        reached = self.offset
        self._held = {
            offset: frame
            for offset, frame in self._held.items()
            if offset > reached and frame["epoch"] == self.epoch
        }
        while (frame := self._held.pop(self.offset + 1, None)) is not None:
            self.offset += 1
            yield Event(self.name, frame["event"], frame["data"], self.offset)
