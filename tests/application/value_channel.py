"""A value channel with its queues and a clock of its own, and a client that watches it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from msgspec.json import decode

from shared.adapters.memory.coordination import InMemoryCoordination
from shared.adapters.memory.leaderboard import InMemoryLeaderboard
from shared.adapters.memory.queues import InMemoryQueues
from shared.adapters.memory.sockets import InMemorySubscriptions
from shared.application.boards.ports import RankedEntry
from shared.application.channels.ports import Subscriber
from shared.application.channels.rank import rank
from shared.application.channels.refresh_channel import refresh_channel
from shared.application.channels.store_board import store_board
from shared.application.channels.values import Snapshot, Value, patched, value_key
from shared.runtime.once import once
from shared.wire.messages import Job, Refresh, StoreBoard
from tests.application.commits import ROOM, START, solved
from tests.memory import MemoryApplication

BOARD = f"{ROOM}/board"
BUCKETS = 3


class Listeners(InMemorySubscriptions):
    """One listener each, in the given buckets of every channel."""

    def __init__(self, *occupied: int) -> None:
        super().__init__()
        self.occupied = occupied

    def buckets(self, channel: str) -> int:  # noqa: ARG002 - as the port has it
        return BUCKETS

    def members(self, channel: str, bucket: int | None = None) -> Iterator[Subscriber]:
        if bucket in self.occupied:
            yield Subscriber(channel, f"{channel}-{bucket}", "ana")

    def listened(self, *, begin: bool = False) -> Callable[[str], bool]:  # noqa: ARG002 - as the port
        return lambda _: bool(self.occupied)


class WatchedBoard(InMemoryLeaderboard):
    """Calls `meanwhile` once after the next look at the top: what others do in mid work."""

    meanwhile: Callable[[], object] | None = None

    def top(self, board: str, count: int = 100) -> list[RankedEntry]:
        seen = super().top(board, count)
        meanwhile, self.meanwhile = self.meanwhile, None
        if meanwhile is not None:
            meanwhile()
        return seen


class FailingQueues(InMemoryQueues):
    """Refuses the next messages of the queues named in `refused`."""

    refused: tuple[str, ...] = ()

    def put(
        self, queue: str, message: Any, *, group: str = "", key: str = "", delay: int = 0
    ) -> None:
        if queue in self.refused:
            self.refused = ()
            raise OSError("the queue does not answer")
        super().put(queue, message, group=group, key=key, delay=delay)


class ValueChannel(MemoryApplication):
    def __init__(self) -> None:
        super().__init__()
        self.now = START
        self.failed: list[str] = []
        self._positions = count(1)
        self._epochs = map("epoch-{}".format, count(1))

    @once
    def leaderboard(self) -> WatchedBoard:
        return WatchedBoard(self.seconds)

    @once
    def coordination(self) -> InMemoryCoordination:
        return InMemoryCoordination(self.seconds)

    @once
    def subscriptions(self) -> Listeners:
        return Listeners(0)

    @once
    def queues(self) -> FailingQueues:
        return FailingQueues(self.clock)

    @property
    def new_id(self) -> Callable[[], str]:
        return self._epochs.__next__

    @property
    def now(self) -> datetime:
        return self.time.now

    @now.setter
    def now(self, at: datetime) -> None:
        self.time.now = at

    def seconds(self) -> float:
        return (self.now - START).total_seconds()

    def wait(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)

    def complete(self) -> None:
        claim = self.leaderboard.claim_rebuild(ROOM)
        assert claim is not None
        self.leaderboard.mark_complete(ROOM, claim)

    def change(self, member: str, points: int) -> None:
        commit = solved(member, next(self._positions), points)
        rank(self, [commit])

    def refresh(self, channel: str = BOARD, token: str = "") -> None:
        refresh_channel(self, channel, token)

    def work(self) -> None:
        """Do the messages that are due; one that fails waits among the failed."""
        for body in [*self.queues.take("leaderboard")]:
            message = decode(body, type=Refresh)
            try:
                self.refresh(message.channel, message.token)
            except OSError:
                self.failed.append(body)

    def store(self) -> None:
        """Do the messages that are due and store a board."""
        for body in self.queues.take("default"):
            message: Job = decode(body, type=Job.__value__)
            if isinstance(message, StoreBoard):
                store_board(self, message.room, message.token)

    def stored(self) -> Snapshot | None:
        return self.views.get("board", ROOM)

    def settle(self) -> None:
        """Let it be quiet: redeliver what failed, and work until nothing waits."""
        failed, self.failed = self.failed, []
        for body in failed:
            self.queues.put("leaderboard", decode(body))
        for _ in range(100):
            self.wait(1)
            self.work()
            if not self.queues.waiting("leaderboard"):
                return
        raise AssertionError("the channel never comes to rest")

    def snapshot(self) -> Snapshot:
        rows = [[each.member, each.points] for each in self.leaderboard.top(ROOM)]
        return {"size": self.leaderboard.size(ROOM), "rows": rows}

    def value(self, channel: str = BOARD) -> Value:
        held = self.coordination.get(value_key(channel))
        assert held is not None
        return decode(held, type=Value)

    def sent(self) -> list[dict[str, Any]]:
        return [message["frame"] for message in self.queues.waiting("broadcast")]


class Watcher:
    """A client of a value channel: drops what it has, and notes when it would have to ask again."""

    def __init__(self) -> None:
        self.epoch = ""
        self.version = 0
        self.snapshot: Snapshot = {}
        self.lost = 0

    def see(self, frame: dict[str, Any]) -> None:
        if frame["epoch"] == self.epoch and frame["offset"] <= self.version:
            return
        base = frame.get("base")
        if base is None:
            self.snapshot = frame["data"]
        elif (frame["epoch"], base) == (self.epoch, self.version):
            self.snapshot = patched(self.snapshot, frame["data"])
        else:
            self.lost += 1
            return
        self.epoch, self.version = frame["epoch"], frame["offset"]
