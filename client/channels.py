"""What a client knows of its channels, without any I/O: it drops repeats and notices gaps.

A tracker takes the frames of one channel, in whatever order they come, and yields what the
application shall see, in order. When it `wants` a subscription, the I/O around it sends
`request()`, and again whenever no answer came in time.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from client.pictures import Picture, patched

type Frame = dict[str, Any]

HELD = 1000
"""Messages kept while an earlier one is missing; more are asked for again."""


@dataclass(frozen=True)
class Event:
    """A message for the application: `data` of a value channel is the whole picture."""

    channel: str
    name: str
    data: dict[str, Any]
    offset: int


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


class ValueChannel:
    """A channel on which only the latest picture matters; `picture` is None until one came."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.wants = True
        self.epoch = ""
        self.offset = 0
        self.picture: Picture | None = None
        self._held: list[Frame] = []

    @property
    def behind(self) -> bool:
        """Whether something is on its way; if it stays away, ask again."""
        return bool(self._held)

    def disconnected(self) -> None:
        """The picture stays; what was under way is lost."""
        self.wants = True
        self._held.clear()

    def request(self) -> Frame:
        """Return the fields of a `subscribe` frame, naming the picture that is held."""
        self.wants = False
        if self.picture is None or not self.epoch:
            return {"channel": self.name}
        return {"channel": self.name, "epoch": self.epoch, "offset": self.offset}

    def subscribed(self, frame: Frame) -> Iterator[Event]:
        """Take the answer to a request; a picture follows unless the latest is held."""
        self.wants = False
        if frame["recovered"]:
            yield from self._release()

    def message(self, frame: Frame) -> Iterator[Event]:
        if "base" not in frame:
            yield from self._replace(frame)
        elif self._fits(frame) and self.picture is not None:
            yield self._take(frame, patched(self.picture, frame["data"]))
            yield from self._release()
        elif not self._old(frame):
            self._held = [*self._held[-HELD:], frame]
            self.wants = True

    def _replace(self, frame: Frame) -> Iterator[Event]:
        if self.picture is not None and self._old(frame):
            return
        yield self._take(frame, frame["data"])
        yield from self._release()

    def _take(self, frame: Frame, picture: Picture) -> Event:
        self.epoch, self.offset, self.picture = frame["epoch"], frame["offset"], picture
        return Event(self.name, frame["event"], picture, self.offset)

    def _fits(self, frame: Frame) -> bool:
        return bool(frame["epoch"] == self.epoch and frame["base"] == self.offset)

    def _old(self, frame: Frame) -> bool:
        return bool(frame["epoch"] == self.epoch and frame["offset"] <= self.offset)

    def _release(self) -> Iterator[Event]:
        """Take the held deltas that build on the picture, one after the other."""
        if self.picture is None:
            return
        self._held = [frame for frame in self._held if not self._old(frame)]
        while (frame := next(filter(self._fits, self._held), None)) is not None:
            yield self._take(frame, patched(self.picture, frame["data"]))
            self._held = [each for each in self._held if not self._old(each)]
        self.wants = bool(self._held)


class NoticeChannel:
    """A channel of notices: they have no order, and one that was missed is not sent again."""

    behind = False

    def __init__(self, name: str) -> None:
        self.name = name
        self.wants = True
        self._had: dict[str, None] = {}

    def disconnected(self) -> None:
        self.wants = True

    def request(self) -> Frame:
        """Return the fields of a `subscribe` frame."""
        self.wants = False
        return {"channel": self.name}

    def subscribed(self, _frame: Frame) -> Iterator[Event]:
        yield from ()

    def message(self, frame: Frame) -> Iterator[Event]:
        """A notice with an id is shown once."""
        notice = frame["data"].get("id")
        if notice is not None and notice in self._had:
            return
        if notice is not None:
            self._had[notice] = None
            if len(self._had) > HELD:
                del self._had[next(iter(self._had))]
        yield Event(self.name, frame["event"], frame["data"], 0)


type Channel = StreamChannel | ValueChannel | NoticeChannel


def tracker(name: str) -> Channel:
    """Return the tracker of a channel; its kind is told by its name."""
    if name.startswith("private-player."):
        return NoticeChannel(name)
    return StreamChannel(name) if name.startswith("private-") else ValueChannel(name)
