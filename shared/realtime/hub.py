"""The channels of one process: who listens, what they hold, and what was sent last.

It belongs to one thread and does no I/O. A message is encoded once, whoever receives it. Nothing is
queued for a socket that takes nothing: it is brought up to date when it takes frames again.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from shared.realtime.websocket import Shared

RING = 8
"""Frames of a stream channel that are kept for those who come back."""


class Receiver(Protocol):
    """A socket; while it is `slow`, it takes nothing."""

    supports_deflate: bool

    @property
    def slow(self) -> bool: ...
    def push(self, frame: bytes) -> bool:
        """Send a frame with those of this turn; False from a socket that takes nothing now."""


class Channel[R: Receiver](Protocol):
    """What a socket listens to."""

    name: str

    @property
    def members(self) -> dict[R, Any]: ...
    def catch_up(self, receiver: R, /) -> bool:
        """Send a member what it has not; False if the log must be asked."""


class StreamChannel[R: Receiver]:
    """A channel whose offset is the position in its stream.

    `position` is the last one that was delivered here, `seen` the last one that is known of: where
    they differ, what lies between must be read from the log before anything later is delivered.
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
        """Deliver a message to all who wait for it; False if one before it is missing here."""
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
        """Deliver what the log has after a position; False if somebody still waits for more."""
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
        """Return the frames after an offset; None if they are not all here."""
        behind = self.position - offset
        if behind > len(self.ring):
            return None
        return self.ring[len(self.ring) - behind :] if behind > 0 else []

    def join(self, receiver: R, epoch: str, offset: int) -> bool:
        """Add who has everything up to `offset`, and send what came since; False for a gap."""
        if self.position < offset and not self.members:
            self._know(epoch, offset)
        self.epoch = epoch
        self.seen = max(self.seen, offset)
        self.members[receiver] = offset
        return self.catch_up(receiver)

    def catch_up(self, receiver: R) -> bool:
        """Send a member what it has not; False if the log must be asked."""
        frames = self.since(self.members[receiver])
        if frames is None:
            return False
        self._hand(receiver, frames)
        return self.position >= self.seen

    def stop(self, position: int) -> list[R]:
        """Remove and return who has all up to a position, as they may be shown no more.

        Who joined later goes on from there; who is slow takes the rest first.
        """
        stopped = [receiver for receiver, held in self.members.items() if held == position]
        for receiver in stopped:
            del self.members[receiver]
        later = min(self.members.values(), default=0)
        if later > position == self.position:
            self._know(self.epoch, later)
        return stopped

    def _hand(self, receiver: R, frames: Sequence[bytes]) -> None:
        """Send a member frames that follow what it has, until it takes no more."""
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
    """A channel of which only the latest version matters; `whole` is a frame with all of it."""

    __slots__ = ("epoch", "members", "name", "version", "whole")

    def __init__(self, name: str) -> None:
        self.name = name
        self.epoch = ""
        self.version = 0
        self.whole: Shared = (b"", b"")
        self.members: dict[R, tuple[str, int]] = {}

    def show(self, epoch: str, version: int, whole: Shared, delta: Shared | None) -> None:
        """Send the next version: to who has the one before as a delta, to others as a whole."""
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
        """Add a member; True if what it holds is the latest version. Nothing is sent yet."""
        self.members[receiver] = (epoch, offset or 0)
        return bool(self.version) and (epoch, offset) == (self.epoch, self.version)

    def catch_up(self, receiver: R) -> bool:
        """Send a member the latest version unless it has it; nothing is ever missing here."""
        now = (self.epoch, self.version)
        if (
            self.version
            and self.members[receiver] != now
            and receiver.push(self.whole[receiver.supports_deflate])
        ):
            self.members[receiver] = now
        return True
