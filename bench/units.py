"""What a command of each kind costs in units: the real code, on ports that count.

`python -m bench.units` writes them to cdk/bill/units.json, for `rumpus bill`. A test does the same
and compares, so that a change that makes a command dearer shows it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, redirect_stdout
from datetime import timedelta
from functools import partial
from io import StringIO
from typing import Any

from moto import mock_aws

from bench.counted_application import TABLES, Counted
from bench.counted_runtimes import Functions, Gateway
from bench.stored import stored
from cdk.bill.units import FILE
from functions.streams import delivery, rank
from shared.application.boards.ports import Entry
from shared.application.boards.record import entries_of
from shared.application.channels.refresh_channel import refresh_channel
from shared.application.channels.store_board import store_board
from shared.application.channels.values import SHOWN
from shared.kernel.facts import Commit, PlayerCommand
from shared.kernel.names import room_stream, value_channel
from shared.runtime.bootstrap import Application
from shared.wire.commands import wire_name
from tests.conformance.played import NOON
from tests.conformance.plays import ROOM, ROOT, Play, plays
from tests.functions.battle_application import Shard
from tests.ports.log_stores import BY_CONNECTION, BY_DUE, FAMILIES, create_table, dynamodb
from tests.ports.valkey_server import flush, valkey_server

INDEXES = {"log": (FAMILIES,), "sockets": (BY_CONNECTION,), "views": (BY_DUE,)}

type Consumer = Callable[[Application, dict[str, Any]], dict[str, list[dict[str, str]]]]

CONSUMERS: dict[str, Consumer] = {"rank": rank.consume, "delivery": delivery.consume}
"""Those that handle commits one by one."""

SECONDS_BETWEEN = 2
"""From one command to the next: a function then reads its stream before it writes."""

type Units = dict[str, dict[str, float]]


def units() -> Units:
    """Return what each command of each game costs, by the runtime that carries it out.

    A studio's own games and wide rooms are left out, for the result is checked in.
    """
    found: Units = stored()
    with valkey_server() as url:
        for play in (each for each in plays() if _counts(each)):
            for runtime in (Gateway, Functions):
                flush(url)
                with _tables():
                    for kind, spent in _of(Counted(play, url, runtime)).items():
                        _raise(found, kind, spent)
    return found


def _counts(play: Play) -> bool:
    return play.room == ROOM and play.package.is_relative_to(ROOT)


@contextmanager
def _tables() -> Iterator[None]:
    with ExitStack() as stack:
        stack.enter_context(mock_aws())
        stack.enter_context(redirect_stdout(StringIO()))
        for table in TABLES:
            create_table(dynamodb(), table, "N" if table == "log" else "S", *INDEXES.get(table, ()))
        yield


def _of(app: Counted) -> Units:
    """Play the game's example; of the commands of a kind the dearest counts."""
    found: Units = {}
    runtime = type(app.runtime).__name__.lower()
    asked: set[tuple[str, str]] = set()
    for number, (by, command) in enumerate(app.play.sent(NOON)):
        app.time.now = max(command.now, app.time.now + timedelta(seconds=SECONDS_BETWEEN))
        if spent := app.let_in(by, command):
            _raise(found, f"connect {runtime}", spent)
        app.written.clear()
        spent = app.spent(partial(app.do, by, f"{number:022}", command))
        written = list(app.written)
        if any(each.facts for each in written) and isinstance(command, PlayerCommand):
            kind = wire_name(app.play.game, type(command))
            _raise(found, f"{kind} {runtime}", spent)
            _raise(found, f"{kind} {runtime} consumers", _consumed(app, written))
        for name, channel in app.channels():
            if (name, channel) not in asked:
                asked.add((name, channel))
                app.runtime.subscribe(name, channel)
    for name, consumer in CONSUMERS.items():
        _raise(found, f"batch {name}", app.spent(partial(consumer, app, {"Records": []})))
    return found | _of_board(app)


def _of_board(app: Counted) -> Units:
    """Return what a version of a full board costs, a look that finds none, and what it stores."""
    board, game = app.play.game.board, app.play.game.name
    if board is None:
        return {}
    room = room_stream(game, ROOM)
    columns = (0,) * len(board.columns)
    crowd = [f"somebody-{number:03}" for number in range(SHOWN)]
    app.leaderboard.record(room, [Entry(each, 9, app.time.now, 1, columns) for each in crowd])
    refresh = partial(refresh_channel, app, value_channel(room, "board"))
    spent = {"version": app.spent(refresh), "look": app.spent(refresh)}
    spent["stored"] = app.spent(partial(store_board, app, room, ""))
    found: Units = {}
    for what, amounts in spent.items():
        _raise(found, f"board {game} {what} {type(app.runtime).__name__.lower()}", amounts)
    return found


def _raise(found: Units, kind: str, spent: dict[str, float]) -> None:
    known = found.setdefault(kind, {})
    counted = {name: amount for name, amount in spent.items() if name != "calls"}
    known |= {name: max(known.get(name, 0), amount) for name, amount in counted.items()}


def _consumed(app: Counted, commits: Sequence[Commit]) -> dict[str, float]:
    """Return what the commits cost consumers, beside what a batch costs; `calls` of each apart."""
    board = app.play.game.board
    found = {
        "board changes": float(sum(bool(board and entries_of(board, each)) for each in commits))
    }
    for name, consumer in CONSUMERS.items():
        batch = app.spent(partial(consumer, app, {"Records": []}))
        spent = app.spent(partial(_consume, app, consumer, commits))
        spent = {each: amount - batch.get(each, 0) for each, amount in spent.items()}
        found[f"{name} calls"] = spent.pop("calls", 0)
        found |= {each: found.get(each, 0) + amount for each, amount in spent.items() if amount}
    return found


def _consume(app: Counted, consumer: Consumer, commits: Sequence[Commit]) -> None:
    shard = Shard(_change(app, commit) for commit in commits)
    while shard.deliver(partial(consumer, app)):
        pass


def _change(app: Counted, commit: Commit) -> bytes:
    """As DynamoDB tells of an item that was inserted."""
    item = app.codec.encode(commit)
    image = {"Keys": {"pk": item["pk"], "sk": item["sk"]}, "NewImage": item}
    return json.dumps({"eventName": "INSERT", "dynamodb": image, "tableName": "log"}).encode()


def written_units(found: Units) -> str:
    whole = {
        what: {name: int(each) if each.is_integer() else each for name, each in amounts.items()}
        for what, amounts in found.items()
    }
    return json.dumps(whole, indent=1, sort_keys=True) + "\n"


def main() -> None:
    FILE.write_text(written_units(units()))


if __name__ == "__main__":
    main()
