"""The stores of a drill: twins in memory, shared by all processes. A test may give broken ones."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from cli.rehearse.loop import Loop
from shared.adapters.memory.coordination import InMemoryCoordination
from shared.adapters.memory.entry import InMemoryConnections, InMemoryLogins
from shared.adapters.memory.failed_records import InMemoryFailedRecords
from shared.adapters.memory.leaderboard import InMemoryLeaderboard
from shared.adapters.memory.log import InMemoryLog
from shared.adapters.memory.overview import InMemoryOverview
from shared.adapters.memory.queues import InMemoryQueues
from shared.adapters.memory.sessions import InMemorySessions
from shared.adapters.memory.sockets import InMemorySubscriptions
from shared.adapters.memory.views import InMemoryViews
from shared.application.boards.board import boards_of
from shared.games.catalogue import GAMES
from shared.kernel.facts import Commit
from shared.wire.stored import codec_of

START = datetime(2026, 1, 1, 12, tzinfo=UTC)
CODEC = codec_of(GAMES)


class VirtualClock:
    """The loop's time as a date, to the millisecond."""

    def __init__(self, loop: Loop) -> None:
        self._loop = loop

    def __call__(self) -> datetime:
        return START + timedelta(milliseconds=int(self._loop.now * 1000))

    def monotonic(self) -> float:
        return self._loop.now


class TappedLog(InMemoryLog):
    """Tells of each commit that was written, as the table's change records do."""

    def __init__(self) -> None:
        super().__init__(CODEC)
        self.taps: list[Callable[[Commit], object]] = []

    def append(self, *commits: Commit) -> None:
        super().append(*commits)
        for commit in commits:
            for tap in self.taps:
                tap(commit)


@dataclass
class Stores:
    """Each is the real one's twin in memory, with the same suite of tests.

    `lag` are the seconds that a replica of the log would be behind; nothing here is read from one.
    """

    clock: VirtualClock
    lag: float = 0.0
    log: TappedLog = field(default_factory=TappedLog)
    views: InMemoryViews = field(default_factory=InMemoryViews)
    subscriptions: InMemorySubscriptions = field(default_factory=InMemorySubscriptions)
    connections: InMemoryConnections = field(default_factory=InMemoryConnections)
    logins: InMemoryLogins = field(default_factory=InMemoryLogins)
    failed_records: InMemoryFailedRecords = field(default_factory=InMemoryFailedRecords)
    overview: InMemoryOverview = field(default_factory=InMemoryOverview)

    def __post_init__(self) -> None:
        self.leaderboard = InMemoryLeaderboard(self.clock.monotonic, boards_of(GAMES))
        self.coordination = InMemoryCoordination(self.clock.monotonic)
        self.sessions = InMemorySessions(self.coordination)
        self.queues = InMemoryQueues(self.clock)

    def flush_cache(self) -> None:
        """Lose all that is in Valkey."""
        for each in (self.coordination, self.leaderboard, self.overview):
            each.flush()

    def set_cache(self, *, down: bool) -> None:
        """Take Valkey away, or give it back."""
        self.coordination.down = self.leaderboard.down = self.overview.down = down
