"""The parts of the application: each use case names in its `Parts` those that it needs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Protocol

from shared.application.boards.ports import Leaderboard
from shared.application.channels.ports import Sockets, Subscriptions
from shared.application.commands.handle_command import CommandResult
from shared.application.commands.load import StreamCache
from shared.application.commands.ports import Log
from shared.application.lifecycle.ports import Views
from shared.application.ports import Coordination, Queues
from shared.kernel.facts import Command, Commit
from shared.kernel.game import Game
from shared.kernel.games import Games


class Handle(Protocol):
    """Handles one command of a game to its end; raises CommandRefused, StreamMoved or Deferred."""

    def __call__(
        self, game: Game, command: Command, *, by: str, command_id: str
    ) -> CommandResult: ...


class Each(Protocol):
    """Maps a function over things, in order; a pool's `map` does it side by side."""

    def __call__[A, B](self, work: Callable[[A], B], things: Iterable[A], /) -> Iterable[B]: ...


class HasGames(Protocol):
    """The games that this process knows."""

    @property
    def games(self) -> Games: ...


class HasLog(HasGames, Protocol):
    """The log, the games whose facts it holds, and the states that this process knows."""

    @property
    def log(self) -> Log: ...
    @property
    def cache(self) -> StreamCache: ...


class HasBoards(Protocol):
    @property
    def leaderboard(self) -> Leaderboard: ...


class HasCoordination(Protocol):
    @property
    def coordination(self) -> Coordination: ...


class HasQueues(Protocol):
    @property
    def queues(self) -> Queues: ...


class HasViews(Protocol):
    @property
    def views(self) -> Views: ...


class HasSubscriptions(Protocol):
    @property
    def subscriptions(self) -> Subscriptions: ...


class HasSockets(Protocol):
    @property
    def sockets(self) -> Sockets: ...


class HasRemoveStale(Protocol):
    @property
    def remove_stale(self) -> Callable[[str], None]:
        """Forget a connection that is gone."""


class HasClock(Protocol):
    @property
    def clock(self) -> Callable[[], datetime]: ...


class HasIds(Protocol):
    @property
    def new_id(self) -> Callable[[], str]: ...


class HasHandle(Protocol):
    @property
    def handle(self) -> Handle: ...


class HasPublish(Protocol):
    @property
    def publish(self) -> Callable[[Sequence[Commit]], None]:
        """Take the fast path for commits that were just written."""
