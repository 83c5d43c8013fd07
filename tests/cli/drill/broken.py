"""Parts with one protection taken out: the drills must find what goes wrong."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from math import inf
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from cli.drill.changes import CONSUMERS, Consume
from cli.drill.environment import Environment
from cli.drill.player import PlayerCore
from cli.drill.stores import Stores, TappedLog, VirtualClock
from cli.drill.world import Parts
from client.channels import Channel, StreamChannel, tracker
from client.frames import Frame
from shared.adapters.memory.leaderboard import InMemoryLeaderboard
from shared.adapters.memory.queues import InMemoryQueues
from shared.application.boards.board import boards_of
from shared.application.boards.ports import Entry
from shared.application.commands.result import CommandResult
from shared.application.commands.stream_cache import StreamCache
from shared.games.catalogue import GAMES
from shared.kernel.facts import Command, Commit, StreamState
from shared.kernel.game import Game


class Unconditional(TappedLog):
    """Puts a commit where it says, over what stands there, as a table does without a condition."""

    def append(self, *commits: Commit) -> None:
        for each in commits:
            del self._streams.get(each.stream, [])[each.position - 1 :]
        super().append(*commits)


class _Forgetful(StreamCache):
    """Keeps states without the ids of their commands."""

    def put(self, stream_state: StreamState, since: float) -> None:
        super().put(replace(stream_state, recent={}), since)


class _Anonymous:
    """A log whose readers don't see who gave a command."""

    def __init__(self, log: Any) -> None:
        self._log = log

    def __getattr__(self, name: str) -> Any:
        return getattr(self._log, name)

    def latest(self, stream: str, limit: int = 16) -> Sequence[Commit]:
        return [_anonymous(each) for each in self._log.latest(stream, limit)]

    def read(self, stream: str, after: int = 0, limit: int | None = None) -> Iterator[Commit]:
        return map(_anonymous, self._log.read(stream, after, limit))


def _anonymous(commit: Commit) -> Commit:
    known = commit.snapshot
    return replace(commit, by="", snapshot=known and replace(known, recent={}))


class ForgetsIds(Environment):
    """Does not know a command again that it has seen."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        vars(self)["log"] = _Anonymous(self.log)
        vars(self)["cache"] = _Forgetful(self._stores.clock.monotonic, tried_for=1.0)


class Complete(InMemoryLeaderboard):
    """Takes any board for whole."""

    def complete(self, board: str) -> bool:
        super().complete(board)
        return True


class Unguarded(InMemoryLeaderboard):
    """Keeps what came last."""

    def record(self, board: str, entries: Sequence[Entry]) -> int:
        known = self._board(board).members
        for entry in entries:
            known.pop(entry.member, None)
        return super().record(board, entries)


class Lossy(InMemoryQueues):
    """Loses what is deferred."""

    def put(self, queue: str, message: Struct, **fields: Any) -> None:
        if queue != "deferred":
            super().put(queue, message, **fields)


class Replica(TappedLog):
    """Is read as it was some time ago."""

    def __init__(self, stores: Stores) -> None:
        super().__init__()
        self._stores = stores

    def latest(self, stream: str, limit: int = 16) -> Sequence[Commit]:
        return list(self.read(stream))[-limit:]

    def read(self, stream: str, after: int = 0, limit: int | None = None) -> Iterator[Commit]:
        until = self._stores.clock() - timedelta(seconds=self._stores.lag)
        return (each for each in super().read(stream, after, limit) if each.at <= until)


class NeedsTheCache(Environment):
    """Asks the cache before each command."""

    def handle(self, game: Game, command: Command, *, by: str, command_id: str) -> CommandResult:
        self.coordination.get("anything")
        return super().handle(game, command, by=by, command_id=command_id)


class Newcomer(StreamChannel):
    """Names no offset when it comes back."""

    def request(self) -> Frame:
        super().request()
        return {"channel": self.name}


class Once(PlayerCore):
    """Sends nothing again that is not answered."""

    def tick(self, now: float) -> None:
        for request in self._requests.values():
            if request.state == "sent":
                request.due = inf
        super().tick(now)


def skipping(consume: Consume) -> Consume:
    """Go on with the newest, whatever waits."""

    def skip(environment: Environment, event: dict[str, Any]) -> Any:
        latest = environment.clock().timestamp() - 1
        kept = [
            each
            for each in event["Records"]
            if each["kinesis"]["approximateArrivalTimestamp"] >= latest
        ]
        return consume(environment, {"Records": kept})

    return skip


def heedless(consume: Consume) -> Consume:
    """Go on whatever has failed."""

    def go_on(environment: Environment, event: dict[str, Any]) -> Any:
        return consume(environment, event) | {"batchItemFailures": []}

    return go_on


def stopping(consume: Consume) -> Consume:
    """Stop at the first record that can't be read, and try it again."""

    def stop(environment: Environment, event: dict[str, Any]) -> Any:
        for number, record in enumerate(event["Records"]):
            if b'"INSERT"' not in b64decode(record["kinesis"]["data"]):
                consume(environment, {"Records": event["Records"][:number]})
                failed = record["kinesis"]["sequenceNumber"]
                return {"batchItemFailures": [{"itemIdentifier": failed}]}
        return consume(environment, event)

    return stop


def _track(name: str) -> Channel:
    channel = tracker(name)
    return Newcomer(name) if isinstance(channel, StreamChannel) else channel


def _with(name: str, part: Callable[[Stores], Any]) -> Parts:
    def make(clock: VirtualClock) -> Stores:
        stores = Stores(clock)
        setattr(stores, name, part(stores))
        return stores

    return Parts(stores=make)


def _board(kind: type[InMemoryLeaderboard]) -> Parts:
    return _with("leaderboard", lambda stores: kind(stores.clock.monotonic, boards_of(GAMES)))


BROKEN: dict[str, Parts] = {
    "slow_puts": _with("log", lambda _: Unconditional()),
    "throttled_log": Parts(environment=ForgetsIds),
    "gc_pause": _with("log", lambda _: Unconditional()),
    "lambda_timeout_after_effect": Parts(environment=ForgetsIds),
    "dual_write": Parts(consumers={}),
    "replication_lag_8s": _with("log", Replica),
    "late_changes": _board(Unguarded),
    "kafka_backlog": Parts(consumers={name: skipping(each) for name, each in CONSUMERS.items()}),
    "poison_pill": Parts(consumers={name: stopping(each) for name, each in CONSUMERS.items()}),
    "valkey_flushed": _board(Complete),
    "valkey_gone": Parts(environment=NeedsTheCache),
    "one_shard_down": Parts(consumers=CONSUMERS | {"rank": heedless(CONSUMERS["rank"])}),
    "aof_stall": Parts(patience=60),
    "concurrency_eaten": Parts(core=Once),
    "pile_on": _with("queues", lambda stores: Lossy(stores.clock)),
    "gone_but_delivered": Parts(track=_track),
}
"""By drill, with what protects in it taken out."""
