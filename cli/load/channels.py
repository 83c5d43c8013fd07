"""What a player of the crowd knows of its channels: enough to notice what is lost or repeated.

While a player moves, `old` tells what comes over a socket that has been replaced already: there
what comes twice, or late, is the protocol's way and no fault of the host.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal

from cli.load.heard import Heard, read_data
from cli.load.results import Kind, Order
from client.channels import Event, StreamChannel

type Why = Literal["first", "gap", "return", "check"]


class Private:
    """A stream channel, followed as the client library follows it, with counts beside."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.checked = False
        self._channel = StreamChannel(name)
        self._why: Why = "first"
        self._early: set[int] = set()
        self._moving = False
        self._quiet = True
        self._twice = 0

    @property
    def wants(self) -> bool:
        """Whether to subscribe, anew or from the last message without a gap."""
        return self._channel.wants

    @property
    def behind(self) -> bool:
        """Whether something that was promised is on its way."""
        return self._channel.behind

    @property
    def kind(self) -> Kind:
        """What the next subscription counts as."""
        if self._why == "check":
            return "check"
        return "subscribe" if self._channel.offset is None else "resume"

    def disconnected(self) -> None:
        self._channel.disconnected()
        self._why = "return" if self._channel.offset is not None else "first"
        self._early.clear()
        self._moving = False

    def moved(self) -> None:
        """Go on over another socket, while the older one may still speak."""
        self._channel.wants = self._moving = True
        if self._why == "gap":
            self._why = "return" if self._channel.offset is not None else "first"

    def check(self, *, quiet: bool) -> None:
        """Have the next subscription count what the log has and never came.

        Where messages still come, what is missing counts as overdue and not as lost.
        """
        self._channel.wants = True
        self._why, self._quiet = "check", quiet

    def request(self) -> dict[str, Any]:
        return self._channel.request()

    def subscribed(self, frame: Heard, order: Order) -> list[Event]:
        missing = frame.offset - (self._channel.offset or 0) - len(self._early)
        if self._why == "check":
            self.checked = True
            order.checked += 1
            if self._quiet:
                order.lost += max(0, missing)
            else:
                order.overdue += max(0, missing)
        elif self._why == "gap":
            order.late += max(0, missing)
        if self._moving:
            self._moving, self._twice = False, frame.offset
        self._why = "gap"
        self._early.clear()
        answer = {"epoch": frame.epoch, "offset": frame.offset, "recovered": frame.recovered}
        return list(self._channel.subscribed(answer))

    def message(self, frame: Heard, order: Order, *, old: bool = False) -> list[Event]:
        """Return what follows without a gap; count what came before, and what is missing."""
        if old and frame.event == "snapshot":
            return []
        held = self._channel.offset
        if held is not None and frame.epoch and frame.event != "snapshot":
            excused = old or self._moving or frame.offset <= self._twice
            order.repeated += frame.offset <= held and not excused
            if frame.offset > held + 1:
                self._early.add(frame.offset)
        events: Iterable[Event] = self._channel.message(
            {
                "epoch": frame.epoch,
                "offset": frame.offset,
                "event": frame.event,
                "data": read_data(frame.data),
            }
        )
        return list(events)


class Picture:
    """A value channel: which version is held, not what it shows."""

    behind = False

    def __init__(self, name: str) -> None:
        self.name = name
        self.wants = True
        self.epoch = ""
        self.offset = 0
        self._moving = False
        self._newest_spoke = False

    @property
    def kind(self) -> Kind:
        return "resume" if self.epoch else "subscribe"

    def disconnected(self) -> None:
        self.wants = True
        self._moving = False

    def moved(self) -> None:
        """Go on over another socket; until that one speaks, the older one counts."""
        self.wants = self._moving = True
        self._newest_spoke = False

    def request(self) -> dict[str, Any]:
        self.wants = False
        held = {"epoch": self.epoch, "offset": self.offset} if self.epoch else {}
        return {"channel": self.name, **held}

    def message(self, frame: Heard, order: Order, *, old: bool = False) -> None:
        """Take a version; a delta to another picture than the one held needs a new picture."""
        if not frame.epoch or (old and self._newest_spoke):
            return
        self._newest_spoke = not old
        same = frame.epoch == self.epoch
        if same and frame.offset <= self.offset:
            order.backwards += frame.offset < self.offset and not self._moving
        elif frame.base is None or (same and frame.base == self.offset):
            self.epoch, self.offset = frame.epoch, frame.offset
            self._moving &= old
        else:
            order.unlinked += not self._moving
            self.wants = True
