"""A stream, a channel of it on one host, and sockets that stall: all can go wrong, in turns."""

from __future__ import annotations

from collections import deque

from shared.realtime.hub import StreamChannel

EPOCH = "e"


class Listener:
    """A socket that keeps what it is given, as numbers, unless it is slow.

    `room` is how many frames it still takes before it becomes slow by itself.
    """

    def __init__(self, room: int = 1_000_000) -> None:
        self.slow = False
        self.supports_deflate = False
        self.room = room
        self.got: list[int] = []

    def push(self, frame: bytes) -> bool:
        if self.slow:
            return False
        self.got.append(int(frame))
        self.room -= 1
        self.slow = self.room <= 0
        return True


class Post:
    """Does with a channel what its host does: tells, and repairs from the log when told to."""

    def __init__(self) -> None:
        self.channel: StreamChannel[Listener] = StreamChannel("codebattle/b/player/ann@ann")
        self.committed = 0
        self.on_the_way: list[int] = []
        self.started: dict[Listener, int] = {}
        self._reading: deque[tuple[int, list[bytes]]] = deque()
        self.reads = 0

    def frames(self, after: int) -> list[bytes]:
        return [b"%d" % position for position in range(after + 1, self.committed + 1)]

    def commit(self, *, lost: bool) -> None:
        self.committed += 1
        if not lost:
            self.on_the_way.append(self.committed)

    def tell(self, which: int, *, again: bool) -> None:
        """Let a message arrive, whichever; with `again` it will arrive once more."""
        if self.on_the_way:
            which %= len(self.on_the_way)
            position = self.on_the_way[which] if again else self.on_the_way.pop(which)
            self.told(position)

    def told(self, position: int) -> None:
        if not self.channel.publish(EPOCH, position, b"%d" % position):
            self.repair()

    def repair(self) -> None:
        channel = self.channel
        if not channel.repairing and channel.members:
            channel.repairing = True
            after = min(channel.position, *channel.members.values())
            self._reading.append((after, self.frames(after)))

    def repaired(self) -> None:
        """The log's answer arrives, which may be old by now."""
        if self._reading:
            self.reads += 1
            after, frames = self._reading.popleft()
            self.channel.repairing = False
            if not self.channel.repair(EPOCH, after, frames):
                self.repair()

    def join(self, behind: int, room: int) -> None:
        """Somebody comes who was given all up to some time ago."""
        listener = Listener(room)
        offset = max(0, self.committed - behind)
        self.started[listener] = offset
        if not self.channel.join(listener, EPOCH, offset):
            self.repair()

    def quicken(self, listener: Listener, room: int = 5) -> None:
        listener.slow, listener.room = False, room
        if listener in self.channel.members and not self.channel.catch_up(listener):
            self.repair()

    def settle(self) -> None:
        """All take what comes, and the last message arrives."""
        for listener in list(self.channel.members):
            self.quicken(listener, 1_000_000)
        self.repaired()
        self.told(self.committed)
        for _ in range(4):
            self.repaired()
