"""The client library's trackers of channels, which count what a host loses or repeats.

While a player moves, what comes twice over its sockets, or late, is the protocol's way and no
fault of the host.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from cli.load.recorder import Recorder
from cli.load.results import Kind, Order
from client.channels import Event, StreamChannel, ValueChannel
from client.frames import Frame, Message
from client.snapshots import Snapshot


class OwnStream(StreamChannel):
    """`kind` is what the subscription that was asked for last counts as.

    The next one is asked for because of what `_why` says: it is the `first`, a `gap` was noticed
    while live, the player comes to another socket (`return`), or the log is compared (`check`).
    """

    def __init__(self, name: str, recorder: Recorder) -> None:
        super().__init__(name)
        self.kind: Kind = "subscribe"
        self.checked = False
        self._recorder = recorder
        self._why: Literal["first", "gap", "return", "check"] = "first"
        self._early: set[int] = set()
        self._moving = False
        self._quiet = True
        self._twice = 0
        """Up to here a message may come twice, since the player has moved."""

    @property
    def _order(self) -> Order:
        return self._recorder.results.order

    def opened(self, socket: int) -> None:
        super().opened(socket)
        self._moving = self._why in {"gap", "check"}
        if self._why == "gap":
            self._come_back()

    def disconnected(self) -> None:
        super().disconnected()
        self._come_back()
        self._early.clear()
        self._moving = False

    def check(self, *, quiet: bool) -> None:
        """Have the next subscription count what the log has and never came.

        Where messages still come, what is missing counts as overdue and not as lost.
        """
        self.wants = True
        self._why, self._quiet = "check", quiet

    def request(self) -> Frame:
        asked: Kind = "subscribe" if self.offset is None else "resume"
        self.kind = "check" if self._why == "check" else asked
        return super().request()

    def subscribed(self, frame: Frame) -> Iterator[Event]:
        missing = max(0, frame["offset"] - (self.offset or 0) - len(self._early))
        if self._why == "check":
            self.checked = True
            self._order.checked += 1
            self._order.lost += missing * self._quiet
            self._order.overdue += missing * (not self._quiet)
        elif self._why == "gap":
            self._order.late += missing
        if self._moving:
            self._moving, self._twice = False, frame["offset"]
        self._why = "gap"
        self._early.clear()
        return super().subscribed(frame)

    def message(self, message: Message, socket: int = 0) -> Iterator[Event]:
        """Take a message; count one that came before, and remember what came too early."""
        if self.offset is not None and message.epoch and message.event != "snapshot":
            excused = socket < self._newest or self._moving or message.offset <= self._twice
            self._order.repeated += message.offset <= self.offset and not excused
            if message.offset > self.offset + 1:
                self._early.add(message.offset)
        return super().message(message, socket)

    def _come_back(self) -> None:
        self._why = "first" if self.offset is None else "return"


class Version(ValueChannel):
    """A value channel: which version is held, not what it shows."""

    def __init__(self, name: str, recorder: Recorder) -> None:
        super().__init__(name)
        self.kind: Kind = "subscribe"
        self._recorder = recorder
        self._newest = 0
        self._linked = self._moving = False

    def opened(self, socket: int) -> None:
        """Go on over another socket; until it has brought a version, the older one counts."""
        super().opened(socket)
        self._moving, self._linked, self._newest = self._linked, True, socket

    def disconnected(self) -> None:
        super().disconnected()
        self._linked = self._moving = False

    def request(self) -> Frame:
        self.kind = "resume" if self.epoch else "subscribe"
        return super().request()

    def _snapshot(self, _message: Message) -> Snapshot:
        self._moving &= self._speaker < self._newest
        return NOTHING

    def _drop(self, message: Message) -> None:
        backwards = message.offset < self.offset and not self._moving
        self._recorder.results.order.backwards += backwards

    def _hold(self, message: Message) -> None:
        self._recorder.results.order.unlinked += not self._moving
        super()._hold(message)


NOTHING: Snapshot = {}
