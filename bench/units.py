"""What a command of each kind costs in units: the real code, on ports that count.

`python -m bench.units` writes them to cdk/bill/units.json, for `rumpus bill`. A test does the same
and compares, so that a change that makes a command dearer shows it.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, redirect_stdout, suppress
from datetime import timedelta
from functools import partial
from io import StringIO
from itertools import count
from math import inf
from typing import Any

from moto import mock_aws

from bench.counting import CountedDynamoDb, CountedSockets, CountedValkey, Counts, on_wire
from cdk.bill.units import FILE
from functions.streams import delivery, rank
from functions.ws import connection, message
from shared.adapters.dynamodb.log import FAMILY_INDEX
from shared.adapters.memory.queues import InMemoryQueues
from shared.adapters.valkey.client import connect
from shared.application.commands.load import load
from shared.application.commands.stream_cache import StreamCache
from shared.application.players.connect import take_over
from shared.application.players.tickets import issue_ticket, redeem_ticket
from shared.kernel.errors import CommandRefused
from shared.kernel.facts import Command, Commit, PlayerCommand
from shared.kernel.games import Games
from shared.kernel.names import parse_stream, room_of, stream_channel, viewer_of
from shared.kernel.players import Identity
from shared.realtime.publisher import messages_of
from shared.runtime.bootstrap import Application
from shared.runtime.once import once
from shared.runtime.ports import TRIED_FOR
from shared.runtime.settings import Settings
from shared.wire import frames as f
from shared.wire.commands import CommandFrames, wire_name
from shared.wire.stored import Codec
from tests.conformance.homes import frame_of
from tests.conformance.played import NOON
from tests.conformance.plays import ROOM, ROOT, Play, plays
from tests.functions.battle_application import Shard
from tests.memory import Clock
from tests.ports.log_stores import dynamodb
from tests.ports.valkey_server import flush, valkey_server

TABLES = ("log", "players", "sockets", "views")
INDEXES = {
    "log": (FAMILY_INDEX, "family", "pk"),
    "sockets": ("by_connection", "connection", "pk"),
    "views": ("by_due", "listed", "due"),
}
"""Those that a command may ask, with their keys."""

TICKS = "leaderboard"
"""A queue that has a message a second for a board, however many commands there are."""

SECONDS_BETWEEN = 2
"""From one command to the next: a function then reads its stream before it writes."""

type Units = dict[str, dict[str, float]]


class Counted(Application):
    """The wiring of a stage; DynamoDB is moto's, Valkey a real one, and queues are in memory."""

    def __init__(self, play: Play, valkey_url: str, *, gateway: bool) -> None:
        gateway_url = "ws://gateway.invalid/ws" if gateway else ""
        tables: dict[str, Any] = {f"{name}_table": name for name in TABLES}
        super().__init__(
            Settings(stage="test", valkey_url=valkey_url, gateway_url=gateway_url, **tables)
        )
        self.play = play
        self.counts: Counts = Counter()
        self.time = Clock()
        self.written: list[Commit] = []
        self._players: list[str] = []
        self._streams: dict[str, None] = {}
        self._rooms: set[str] = set()
        self._ids = count(1)

    def let_in(self, by: str, command: Command) -> dict[str, float]:
        """Open a socket for a player who has none; return what that cost."""
        if not isinstance(command, PlayerCommand) or by in self._players:
            return {}
        self._players.append(by)
        return self.spent(partial(self.open, by))

    def do(self, by: str, ident: str, command: Command) -> None:
        """Carry out a command as it would come; what the game refuses is refused."""
        with suppress(CommandRefused):
            if isinstance(command, PlayerCommand):
                self.say(by, ident, command)
            else:
                self.handle(self.play.game, command, by=by, command_id=ident)

    def publish(self, commits: Sequence[Commit]) -> None:
        """A board is complete from its first commit on."""
        for room in {room_of(commit.stream) for commit in commits} - self._rooms:
            self._rooms.add(room)
            if (claim := self.leaderboard.claim_rebuild(room)) is not None:
                self.leaderboard.mark_complete(room, claim)
        self.written += commits
        self._streams |= dict.fromkeys(commit.stream for commit in commits)
        self.send_out(commits)

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
    def _dynamodb(self) -> Any:
        return CountedDynamoDb(dynamodb(), self.counts)

    @once
    def _valkey(self) -> CountedValkey:
        return CountedValkey(connect(self.settings.valkey_url, timeout=2.0), self.counts)

    def on_fault(self, fault: Exception) -> None:
        raise fault

    def say(self, by: str, ident: str, command: PlayerCommand) -> None:
        raise NotImplementedError

    def open(self, name: str) -> None:
        raise NotImplementedError

    def subscribe(self, name: str, channel: str) -> None:
        raise NotImplementedError

    def send_out(self, commits: Sequence[Commit]) -> None:
        raise NotImplementedError


class Gateway(Counted):
    """What a gateway does for a command, and the frames of its players."""

    def say(self, by: str, ident: str, command: PlayerCommand) -> None:
        self.handle(self.play.game, command, by=by, command_id=ident)

    def send_out(self, commits: Sequence[Commit]) -> None:
        done = f.encode_server(f.Done("c" * 22, {}))
        messages = messages_of(self.games, self.cache, commits)
        texts = [done, *(each.text for each in messages if each.text and "@" in each.channel)]
        self.counts["frames"] += len(texts)
        self.counts["frame bytes"] += sum(map(on_wire, texts))
        self.gateway_publisher.publish(commits, messages)

    def subscribe(self, name: str, channel: str) -> None:
        """It holds who listens, and no store."""

    def open(self, name: str) -> None:
        """Redeem a ticket, and log in here."""
        identity = redeem_ticket(self, issue_ticket(self, Identity(name, name)))
        take_over(self, name, identity)


class Functions(Counted):
    """What functions do for a command; all that is posted is received by a player."""

    def say(self, by: str, ident: str, command: PlayerCommand) -> None:
        self._send(by, json.dumps(frame_of(self.play, command, ident)))

    def subscribe(self, name: str, channel: str) -> None:
        self._send(name, json.dumps({"type": "subscribe", "id": "s", "channel": channel}))

    def open(self, name: str) -> None:
        redeem_ticket(self, issue_ticket(self, Identity(name, name)))
        assert connection.serve(self, self._event(name, "CONNECT"))["statusCode"] == 200

    def send_out(self, commits: Sequence[Commit]) -> None:
        self.publisher.publish(commits)

    def _send(self, name: str, text: str) -> None:
        self.counts["message"] += 1
        route = "subscribe" if '"subscribe"' in text else "$default"
        answer = message.serve(self, self._event(name, "MESSAGE", text, route))
        if "body" in answer:
            self.counts["answer"] += 1

    def _event(self, name: str, kind: str, body: str = "", route: str = "$connect") -> Any:
        who = {"player_id": name, "username": name, "scopes": ""}
        context = {"connectionId": name, "eventType": kind, "routeKey": route, "authorizer": who}
        return {"requestContext": context, "body": body, "isBase64Encoded": False}


def units() -> Units:
    """Return what each command of each game costs, by the runtime that carries it out.

    A studio's own games are left out, for the result is checked in.
    """
    found: Units = {}
    with valkey_server() as url:
        for play in (each for each in plays() if each.package.is_relative_to(ROOT)):
            for runtime in (Gateway, Functions):
                flush(url)
                with _tables():
                    for kind, spent in _of(runtime(play, url, gateway=runtime is Gateway)).items():
                        _raise(found, kind, spent)
    return found


@contextmanager
def _tables() -> Iterator[None]:
    with ExitStack() as stack:
        stack.enter_context(mock_aws())
        stack.enter_context(redirect_stdout(StringIO()))
        for table in TABLES:
            _table(table)
        yield


def _table(name: str) -> None:
    sort = "N" if name == "log" else "S"
    keys = {"pk": "S", "sk": sort}
    index: dict[str, Any] = {}
    if name in INDEXES:
        index_name, *indexed = INDEXES[name]
        keys |= {key: "S" for key in indexed if key not in keys}
        schema = _schema(*indexed)
        projection = {"ProjectionType": "ALL"}
        index = {
            "GlobalSecondaryIndexes": [
                {"IndexName": index_name, "KeySchema": schema, "Projection": projection}
            ]
        }
    dynamodb().create_table(
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        KeySchema=_schema("pk", "sk"),
        AttributeDefinitions=[
            {"AttributeName": key, "AttributeType": kind}  # type: ignore[typeddict-item] # S or N
            for key, kind in keys.items()
        ],
        **index,
    )


def _schema(partition: str, sort: str) -> Any:
    return [
        {"AttributeName": partition, "KeyType": "HASH"},
        {"AttributeName": sort, "KeyType": "RANGE"},
    ]


def _of(app: Counted) -> Units:
    """Play the game's example; of the commands of a kind the dearest counts."""
    found: Units = {}
    runtime = type(app).__name__.lower()
    asked: set[tuple[str, str]] = set()
    for number, (by, command) in enumerate(app.play.example(ROOM, NOON)):
        app.time.now = max(command.now, app.time.now + timedelta(seconds=SECONDS_BETWEEN))
        if spent := app.let_in(by, command):
            _raise(found, f"connect {runtime}", spent)
        app.written.clear()
        spent = app.spent(partial(app.do, by, f"{number:022}", command))
        written = list(app.written)
        if any(each.facts for each in written) and isinstance(command, PlayerCommand):
            kind = wire_name(app.play.game, type(command))
            _raise(found, f"{kind} {runtime}", spent)
            _raise(found, f"{kind} consumers", app.spent(partial(_consume, app, written)))
        for name, channel in app.channels():
            if (name, channel) not in asked:
                asked.add((name, channel))
                app.subscribe(name, channel)
    return found


def _raise(found: Units, kind: str, spent: dict[str, float]) -> None:
    known = found.setdefault(kind, {})
    known |= {name: max(known.get(name, 0), amount) for name, amount in spent.items()}


def _consume(app: Counted, commits: Sequence[Commit]) -> None:
    """A batch of what the command wrote, in each consumer that handles commits one by one."""
    for consumer in (rank, delivery):
        shard = Shard(_change(app, commit) for commit in commits)
        while shard.deliver(partial(consumer.consume, app)):
            pass


def _change(app: Counted, commit: Commit) -> bytes:
    """As DynamoDB tells of an item that was inserted."""
    item = app.codec.encode(commit)
    image = {"Keys": {"pk": item["pk"], "sk": item["sk"]}, "NewImage": item}
    return json.dumps({"eventName": "INSERT", "dynamodb": image, "tableName": "log"}).encode()


def written_units(found: Units) -> str:
    return json.dumps(found, indent=1, sort_keys=True) + "\n"


def main() -> None:
    FILE.write_text(written_units(units()))


if __name__ == "__main__":
    main()
