"""An application for dry runs: it reads the real stores, and writes nothing to them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any, NoReturn

from shared.adapters.memory.coordination import InMemoryCoordination
from shared.adapters.memory.failed_records import InMemoryFailedRecords
from shared.adapters.memory.leaderboard import InMemoryLeaderboard
from shared.adapters.memory.overview import InMemoryOverview
from shared.adapters.memory.queues import InMemoryQueues
from shared.adapters.memory.sockets import InMemorySockets, InMemorySubscriptions
from shared.adapters.memory.views import InMemoryViews
from shared.application.boards.board import boards_of
from shared.application.commands.ports import Log
from shared.application.ports import FIRST, LAST, Views
from shared.kernel.facts import Commit
from shared.runtime import clock
from shared.runtime.bootstrap import Application
from shared.runtime.once import once


class NotRehearsed(Exception):  # noqa: N818 - a fact: the ledger has no dry run
    """The work involves money or items, which have no dry run."""


class RehearsedLog:
    """Reads the log, and keeps in memory the commits that would be appended."""

    def __init__(self, log: Log) -> None:
        self._log = log
        self.appended: list[Commit] = []

    def append(self, *commits: Commit) -> None:
        self.appended += commits

    def append_each(self, appends: Sequence[Sequence[Commit]]) -> Sequence[Exception | None]:
        for commits in appends:
            self.append(*commits)
        return [None] * len(appends)

    def latest(self, stream: str, limit: int = 16) -> Sequence[Commit]:
        return self._log.latest(stream, limit)

    def read(self, stream: str, after: int = 0, limit: int | None = None) -> Iterator[Commit]:
        return self._log.read(stream, after, limit)

    def streams(self, family: str) -> Iterator[str]:
        return self._log.streams(family)


class RehearsedViews(InMemoryViews):
    """Reads the stored views, and keeps in memory the views that would be stored."""

    def __init__(self, views: Views) -> None:
        super().__init__()
        self._views = views

    def get(self, kind: str, key: str) -> Any | None:
        put = super().get(kind, key)
        return self._views.get(kind, key) if put is None else put

    def listed(
        self, group: str, low: str = FIRST, high: str = LAST, *, newest: bool = False
    ) -> Iterator[Any]:
        return self._views.listed(group, low, high, newest=newest)


class Rehearsal(Application):
    """There are no subscribers, boards are empty, and all writes are kept in memory."""

    def __init__(self, real: Application) -> None:
        super().__init__(real.settings)
        self._real = real
        self.faults: list[Exception] = []

    @property
    def clock(self) -> Callable[[], datetime]:
        return self._real.clock

    @once
    def log(self) -> RehearsedLog:
        return RehearsedLog(self._real.log)

    @once
    def views(self) -> RehearsedViews:
        return RehearsedViews(self._real.views)

    @once
    def queues(self) -> InMemoryQueues:
        return InMemoryQueues(self.clock)

    @once
    def leaderboard(self) -> InMemoryLeaderboard:
        return InMemoryLeaderboard(clock.monotonic, boards_of(self.games))

    @once
    def overview(self) -> InMemoryOverview:
        return InMemoryOverview()

    @once
    def coordination(self) -> InMemoryCoordination:
        return InMemoryCoordination(clock.monotonic)

    @once
    def sockets(self) -> InMemorySockets:
        return InMemorySockets()

    @once
    def subscriptions(self) -> InMemorySubscriptions:
        return InMemorySubscriptions()

    @once
    def failed_records(self) -> InMemoryFailedRecords:
        return InMemoryFailedRecords()

    @property
    def economy(self) -> NoReturn:
        raise NotRehearsed

    def publish(self, commits: Sequence[Commit]) -> None:
        """Publish nothing."""

    def on_fault(self, fault: Exception) -> None:
        self.faults.append(fault)
