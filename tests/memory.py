"""The whole application on the in-memory twins of its ports."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import count

from shared.adapters.memory.coordination import InMemoryCoordination
from shared.adapters.memory.entry import (
    InMemoryConnections,
    InMemoryLogins,
    InMemoryPlayers,
    InMemoryTickets,
)
from shared.adapters.memory.leaderboard import InMemoryLeaderboard
from shared.adapters.memory.log import InMemoryLog
from shared.adapters.memory.overview import InMemoryOverview
from shared.adapters.memory.player_objects import InMemoryPlayerObjects
from shared.adapters.memory.player_store import InMemoryPlayerStore
from shared.adapters.memory.profiles import InMemoryProfiles
from shared.adapters.memory.queues import InMemoryQueues
from shared.adapters.memory.sessions import InMemorySessions
from shared.adapters.memory.sockets import InMemorySockets, InMemorySubscriptions
from shared.adapters.memory.views import InMemoryViews
from shared.adapters.memory.waiting_room import InMemoryWaitingRoom
from shared.adapters.tokens.jwt import JwtTokens
from shared.application.archive.ports import Objects, PlayerStore
from shared.application.boards.board import boards_of
from shared.application.commands.ports import Log
from shared.application.economy.note_games import Profiles
from shared.runtime.bootstrap import Application
from shared.runtime.once import once
from shared.runtime.settings import Settings
from tests.codec import CODEC

OPERATOR_KEY = "the operator's key"
TOKEN_SECRET = "a secret that is long enough to sign with"
START = datetime(2026, 1, 1, 12, tzinfo=UTC)


class Clock:
    """A clock that moves when it is told to."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now

    def monotonic(self) -> float:
        return (self.now - START) / timedelta(seconds=1)

    def pass_seconds(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


class FixedSecret:
    """A secret that is never rotated."""

    def __init__(self, value: str) -> None:
        self._value = value

    def values(self, *, missing: bool = False) -> list[str]:
        del missing
        return [self._value]


class MemoryStores(Application):
    """A function's; everything is real but the stores. Its sockets are its heirs'."""

    is_server = False

    def __init__(self) -> None:
        url = "ws://test.invalid/ws"
        super().__init__(Settings(stage="test", ws_url=url, sockets_table="sockets", api_docs=True))
        self.time = Clock()
        self.faults: list[Exception] = []
        self._ids = count(1)

    @property
    def clock(self) -> Callable[[], datetime]:
        return self.time

    @property
    def new_id(self) -> Callable[[], str]:
        return lambda: f"id-{next(self._ids):022}"

    @once
    def log(self) -> Log:
        return InMemoryLog(CODEC)

    @once
    def leaderboard(self) -> InMemoryLeaderboard:
        return InMemoryLeaderboard(self.time.monotonic, boards_of(self.games))

    @once
    def overview(self) -> InMemoryOverview:
        return InMemoryOverview()

    @once
    def coordination(self) -> InMemoryCoordination:
        return InMemoryCoordination(self.time.monotonic)

    @once
    def sessions(self) -> InMemorySessions:
        return InMemorySessions(self.coordination)

    @once
    def waiting_room(self) -> InMemoryWaitingRoom:
        return InMemoryWaitingRoom()

    @once
    def subscriptions(self) -> InMemorySubscriptions:
        return InMemorySubscriptions()

    @once
    def connections(self) -> InMemoryConnections:
        return InMemoryConnections()

    @once
    def logins(self) -> InMemoryLogins:
        return InMemoryLogins()

    @once
    def tickets(self) -> InMemoryTickets:
        return InMemoryTickets()

    @once
    def players(self) -> InMemoryPlayers:
        return InMemoryPlayers()

    @once
    def player_store(self) -> PlayerStore:
        return InMemoryPlayerStore()

    @once
    def profiles(self) -> Profiles:
        return InMemoryProfiles()

    @once
    def player_objects(self) -> Objects:
        return InMemoryPlayerObjects()

    @once
    def tokens(self) -> JwtTokens:
        return JwtTokens(FixedSecret(TOKEN_SECRET))

    @once
    def operator_key(self) -> FixedSecret:
        return FixedSecret(OPERATOR_KEY)

    @once
    def views(self) -> InMemoryViews:
        return InMemoryViews()

    @once
    def queues(self) -> InMemoryQueues:
        return InMemoryQueues(self.time)

    def on_fault(self, fault: Exception) -> None:
        self.faults.append(fault)


class MemoryApplication(MemoryStores):
    """With sockets that keep what they were sent."""

    @once
    def sockets(self) -> InMemorySockets:
        return InMemorySockets()
