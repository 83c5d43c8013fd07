"""The wiring of a stage whose ports count what they are asked for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from itertools import count
from math import inf
from typing import Any, ClassVar, Protocol

from bench.counting import CountedDynamoDb, CountedSockets, CountedValkey, Counts
from shared.adapters.dynamodb.listened import UNKNOWN_FOR
from shared.adapters.dynamodb.subscriptions import DynamoDbSubscriptions
from shared.adapters.memory.queues import InMemoryQueues
from shared.adapters.valkey.client import connect
from shared.application.commands.load import load
from shared.application.commands.stream_cache import StreamCache
from shared.kernel.errors import CommandRefused
from shared.kernel.facts import Command, Commit, PlayerCommand
from shared.kernel.games import Games
from shared.kernel.names import parse_stream, room_of, stream_channel, viewer_of
from shared.runtime.bootstrap import Application
from shared.runtime.log_ports import TRIED_FOR
from shared.runtime.once import once
from shared.runtime.settings import Settings
from shared.wire.commands import CommandFrames
from shared.wire.stored import Codec
from tests.conformance.plays import Play
from tests.memory import Clock
from tests.ports.log_stores import dynamodb

TABLES = ("log", "players", "sockets", "views")

TICKS = "leaderboard"
"""A queue that has a message a second for a board, however many commands there are."""


class Runtime(Protocol):
    """The runtime that players are connected to."""

    is_gateway: ClassVar[bool]

    def __init__(self, app: Counted) -> None: ...

    def open(self, name: str) -> None:
        """Let a player in, with a ticket."""

    def say(self, by: str, ident: str, command: PlayerCommand) -> None:
        """Carry out a player's command."""

    def subscribe(self, name: str, channel: str) -> None:
        """Let a player listen to a channel."""

    def send_out(self, commits: Sequence[Commit]) -> None:
        """Tell players what has been written."""


class Counted(Application):
    """The wiring of a stage; DynamoDB is moto's, Valkey a real one, and queues are in memory."""

    def __init__(self, play: Play, valkey_url: str, runtime: type[Runtime]) -> None:
        gateway_url = "ws://gateway.invalid/ws" if runtime.is_gateway else ""
        tables: dict[str, Any] = {f"{name}_table": name for name in TABLES}
        super().__init__(
            Settings(stage="test", valkey_url=valkey_url, gateway_url=gateway_url, **tables)
        )
        self.play = play
        self.runtime = runtime(self)
        self.counts: Counts = defaultdict(float)
        self.time = Clock()
        self.written: list[Commit] = []
        self._players: list[str] = []
        self._streams: dict[str, None] = {}
        self._rooms: set[str] = set()
        self._ids = count(1)
        self._keep_who_subscribes()

    def _keep_who_subscribes(self) -> None:
        """Make the table of subscribers old enough to be trusted."""
        self.time.now -= UNKNOWN_FOR
        self.subscriptions.listened(begin=True)
        self.time.now += UNKNOWN_FOR

    def let_in(self, by: str, command: Command) -> dict[str, float]:
        """Open a socket for a player who has none; return what that cost."""
        if not isinstance(command, PlayerCommand) or by in self._players:
            return {}
        self._players.append(by)
        return self.spent(partial(self.runtime.open, by))

    def do(self, by: str, ident: str, command: Command) -> None:
        """Carry out a command as it would come; what the game refuses is refused."""
        with suppress(CommandRefused):
            if isinstance(command, PlayerCommand):
                self.runtime.say(by, ident, command)
            else:
                self.handle(self.play.game, command, by=by, command_id=ident)

    def publish(self, commits: Sequence[Commit]) -> None:
        """Publish, and mark the board of each new room as complete."""
        for room in {room_of(commit.stream) for commit in commits} - self._rooms:
            self._rooms.add(room)
            if (claim := self.leaderboard.claim_rebuild(room)) is not None:
                self.leaderboard.mark_complete(room, claim)
        self.written += commits
        self._streams |= dict.fromkeys(commit.stream for commit in commits)
        self.runtime.send_out(commits)

    def spent(self, work: Callable[[], object]) -> dict[str, float]:
        """Return what a piece of work counts, as if no lease of an earlier one were held."""
        self._valkey.forget("claim:*")
        self._valkey.take()
        before = self.counts.copy()
        work()
        self._valkey.take()
        return {
            name: round(self.counts[name] - before[name], 2)
            for name in sorted(self.counts)
            if self.counts[name] > before[name]
        }

    def channels(self) -> Iterator[tuple[str, str]]:
        """Name what each player who is in has to listen to: its own view of each stream."""
        for stream in self._streams:
            audience = self.play.game.audience(
                load(self.log, self.cache, self.play.game, stream).state
            )
            for name in audience.players:
                if name in self._players:
                    yield name, stream_channel(stream, viewer_of(parse_stream(stream), name))

    @property
    def clock(self) -> Callable[[], Any]:
        return self.time

    @property
    def new_id(self) -> Callable[[], str]:
        return lambda: f"{next(self._ids):026}"

    @once
    def games(self) -> Games:
        return Games(self.play.game)

    @once
    def codec(self) -> Codec:
        return self.play.codec

    @once
    def frames(self) -> CommandFrames:
        return self.play.frames

    @once
    def cache(self) -> StreamCache:
        tried_for = inf if self.settings.gateway_url else TRIED_FOR
        return StreamCache(self.time.monotonic, tried_for=tried_for)

    @once
    def queues(self) -> InMemoryQueues:
        counts = self.counts

        class Counting(InMemoryQueues):
            def put(self, queue: str, *args: Any, **options: Any) -> None:
                if queue != TICKS:
                    counts[f"queue.{queue}"] += 1
                super().put(queue, *args, **options)

        return Counting(self.time)

    @once
    def sockets(self) -> CountedSockets:
        return CountedSockets(self.counts)

    @once
    def subscriptions(self) -> DynamoDbSubscriptions:
        return DynamoDbSubscriptions(self._dynamodb, "sockets", self.time)

    @once
    def _dynamodb(self) -> Any:
        return CountedDynamoDb(dynamodb(), self.counts)

    @once
    def _valkey(self) -> CountedValkey:
        return CountedValkey(connect(self.settings.valkey_url, timeout=2.0), self.counts)

    def on_fault(self, fault: Exception) -> None:
        raise fault
