"""A channel on which only the latest picture matters: deltas are put in their place."""

from __future__ import annotations

from collections.abc import Iterator

from client.events import HELD, Event, Frame
from client.pictures import Picture, patched


class ValueChannel:
    """A channel on which only the latest picture matters; `picture` is None until one came."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.wants = True
        self.epoch = ""
        self.offset = 0
        self.picture: Picture | None = None
        self._promised: Frame | None = None
        self._held: list[Frame] = []

    @property
    def behind(self) -> bool:
        """Whether something is on its way; if it stays away, ask again."""
        return bool(self._held) or self._promised is not None

    def disconnected(self) -> None:
        """The picture stays; what was under way is lost."""
        self.wants = True
        self._promised = None
        self._held.clear()

    def request(self) -> Frame:
        """Return the fields of a `subscribe` frame, naming the picture that is held."""
        self.wants = False
        if self.picture is None or not self.epoch:
            return {"channel": self.name}
        return {"channel": self.name, "epoch": self.epoch, "offset": self.offset}

    def subscribed(self, frame: Frame) -> Iterator[Event]:
        """Take the answer to a request; a picture follows unless the latest is held.

        Without an epoch there may be none yet.
        """
        self.wants = False
        follows = bool(frame["epoch"]) and not frame["recovered"] and not self._old(frame)
        self._promised = frame if follows else None
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
        if self._promised is not None and self._old(self._promised):
            self._promised = None
        return Event(self.name, frame["event"], picture, self.offset)

    def _fits(self, frame: Frame) -> bool:
        return bool(frame["epoch"] == self.epoch and frame["base"] == self.offset)

    def _old(self, frame: Frame) -> bool:
        same = frame["epoch"] == self.epoch != ""
        return bool(same and frame["offset"] <= self.offset)

    def _release(self) -> Iterator[Event]:
        """Take the held deltas that build on the picture, one after the other."""
        if self.picture is None:
            return
        self._held = [frame for frame in self._held if not self._old(frame)]
        while (frame := next(filter(self._fits, self._held), None)) is not None:
            yield self._take(frame, patched(self.picture, frame["data"]))
            self._held = [each for each in self._held if not self._old(each)]
        self.wants = bool(self._held)
