"""The channels of one process: their subscribers, each one's offset, and the last frames sent.

A hub belongs to one thread and does no I/O. A message is encoded once for all receivers. Nothing is
queued for a slow socket: it catches up when it takes frames again.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from shared.realtime.websocket import Shared

RING = 8
"""Number of recent frames that a stream channel keeps for clients that resume."""


class Receiver(Protocol):
    """A socket; while it is `slow`, it takes no frames."""

    supports_deflate: bool

    @property
    def slow(self) -> bool: ...
    def push(self, frame: bytes) -> bool:
        """Send a frame with the others of this turn; return False if the socket takes none now."""


class Channel[R: Receiver](Protocol):
    """A channel that sockets can subscribe to."""

    name: str

    @property
    def members(self) -> dict[R, Any]: ...
    def catch_up(self, receiver: R, /) -> bool:
        """Send a member the frames that it lacks; return False if the log must be read for them."""


class StreamChannel[R: Receiver]:
    """A channel whose offset is the position in its stream.

    `position` is the last one that was delivered here, `seen` the last one known to exist. While
    they differ, the commits between must be read from the log before a later one is delivered.
    """

    __slots__ = ("epoch", "members", "name", "position", "repairing", "ring", "seen")

    def __init__(self, name: str) -> None:
        self.name = name
        self.epoch = ""
        self.position = 0
        self.seen = 0
        self.repairing = False
        self.ring: list[bytes] = []
        self.members: dict[R, int] = {}

    def publish(self, epoch: str, position: int, frame: bytes) -> bool:
        """Deliver a message to all members waiting for it.

        Return False if a message before it is missing here.
        """
        self.seen = max(self.seen, position)
        if self.position == 0 and not self.members:
            self._know(epoch, position - 1)
        if position <= self.position:
            return True
        if position > self.position + 1:
            return False
        self._deliver(epoch, position, frame)
        return True

    def repair(self, epoch: str, after: int, frames: Sequence[bytes]) -> bool:
        """Deliver frames read from the log after a position.

        Return False if a member still waits for more.
        """
        for receiver, held in self.members.items():
            if after <= held < self.position:
                self._hand(receiver, frames[held - after : self.position - after])
        for frame in frames[max(0, self.position - after) :]:
            self._deliver(epoch, self.position + 1, frame)
        self.seen = max(self.seen, self.position)
        return self.position == self.seen and all(
            held == self.position or receiver.slow for receiver, held in self.members.items()
        )

    def since(self, offset: int) -> list[bytes] | None:
        """Return the frames after an offset; None if this process does not hold all of them."""
        behind = self.position - offset
        if behind > len(self.ring):
            return None
        return self.ring[len(self.ring) - behind :] if behind > 0 else []

    def join(self, receiver: R, epoch: str, offset: int) -> bool:
        """Add a member that has everything up to `offset`, and send what came since.

        Return False for a gap.
        """
        if self.position < offset and not self.members:
            self._know(epoch, offset)
        self.epoch = epoch
        self.seen = max(self.seen, offset)
        self.members[receiver] = offset
        return self.catch_up(receiver)

    def catch_up(self, receiver: R) -> bool:
        """Send a member the frames that it lacks; return False if the log must be read for them."""
        frames = self.since(self.members[receiver])
        if frames is None:
            return False
        self._hand(receiver, frames)
        return self.position >= self.seen

    def stop(self, position: int) -> list[R]:
        """Remove and return the members that have all up to a position, as they may see no more.

        A member that joined later stays; a slow one first takes the rest.
        """
        stopped = [receiver for receiver, held in self.members.items() if held == position]
        for receiver in stopped:
            del self.members[receiver]
        later = min(self.members.values(), default=0)
        if later > position == self.position:
            self._know(self.epoch, later)
        return stopped

    def _hand(self, receiver: R, frames: Sequence[bytes]) -> None:
        """Send a member the frames that follow its offset, until it takes no more."""
        for frame in frames:
            if not receiver.push(frame):
                return
            self.members[receiver] += 1

    def _know(self, epoch: str, position: int) -> None:
        self.epoch, self.position, self.seen = epoch, position, max(self.seen, position)
        self.ring.clear()

    def _deliver(self, epoch: str, position: int, frame: bytes) -> None:
        self.epoch, self.position = epoch, position
        self.ring.append(frame)
        if len(self.ring) > RING:
            del self.ring[0]
        members = self.members
        for receiver, held in members.items():
            if held == position - 1 and receiver.push(frame):
                members[receiver] = position


class ValueChannel[R: Receiver]:
    """A channel of which only the latest version matters; `whole` is a frame of the full value."""

    __slots__ = ("epoch", "members", "name", "version", "whole")

    def __init__(self, name: str) -> None:
        self.name = name
        self.epoch = ""
        self.version = 0
        self.whole: Shared = (b"", b"")
        self.members: dict[R, tuple[str, int]] = {}

    def show(self, epoch: str, version: int, whole: Shared, delta: Shared | None) -> None:
        """Send the next version: a delta to members with the one before, the whole to others."""
        before, now = (self.epoch, self.version), (epoch, version)
        if now == before:
            return
        self.epoch, self.version, self.whole = epoch, version, whole
        members = self.members
        for receiver, held in members.items():
            frame = delta if delta is not None and held == before else whole
            if held != now and receiver.push(frame[receiver.supports_deflate]):
                members[receiver] = now

    def join(self, receiver: R, epoch: str, offset: int | None) -> bool:
        """Add a member; return True if it has the latest version already. Sends nothing."""
        self.members[receiver] = (epoch, offset or 0)
        return bool(self.version) and (epoch, offset) == (self.epoch, self.version)

    def catch_up(self, receiver: R) -> bool:
        """Send a member the latest version unless it has it.

        Always returns True, as nothing is ever missing here.
        """
        now = (self.epoch, self.version)
        if (
            self.version
            and self.members[receiver] != now
            and receiver.push(self.whole[receiver.supports_deflate])
        ):
            self.members[receiver] = now
        return True
