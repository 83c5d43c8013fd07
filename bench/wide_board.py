"""One board of a million members, as a wide hunt keeps it, in a real Valkey on this machine."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import batched, count
from random import Random
from statistics import median, quantiles
from threading import Event

from bench.boards import T0, Row, info, server
from shared.adapters.valkey.breaker import Breaker
from shared.adapters.valkey.client import connect
from shared.adapters.valkey.leaderboard import ValkeyLeaderboard
from shared.application.boards.board import wide_board
from shared.application.boards.histogram import Histogram
from shared.application.boards.ports import Entry
from shared.games.hunt.board import BOARD

NAME = "A wide board (Valkey on this machine, one board, 1,000,000 members)"
WIDE = wide_board(BOARD)
MEMBERS = 1_000_000
UPDATES_PER_SECOND = 2_000
SECONDS = 8.0
BATCH = 500
ASKED_OF_ONE = 80_000
"""Players of a gateway, of 13 that have a million."""

ASKED = 100
"""Members of a gateway whose ranks are asked for together."""


def run() -> list[Row]:
    with server() as url:
        boards = _boards(url)
        entries = _entries()
        filling = _fill(boards, entries)
        used = int(info(connect(url), "memory")["used_memory"])
        rows = [
            ("fill with 1,000,000 members", filling, "s"),
            ("place of a member, by the standing of all", _places(boards), "µs of CPU a member"),
            ("memory a member", used / MEMBERS, "B"),
            *_under_load(boards, url, entries),
        ]
    return [(label, round(value, 3), unit) for label, value, unit in rows]


def _boards(url: str) -> ValkeyLeaderboard:
    return ValkeyLeaderboard(connect(url, timeout=5.0), Breaker(time.monotonic), lambda _: WIDE)


def _entries() -> Iterator[Entry]:
    """Yield ever newer updates: every member once, then members by chance."""
    random = Random(1)  # noqa: S311 - a load, not a secret
    for position in count(1):
        number = position - 1 if position <= MEMBERS else random.randrange(MEMBERS)
        at = T0 + timedelta(milliseconds=position // 2)
        finds = int(random.expovariate(0.1))
        yield Entry(_name(number), 5 * finds, at, position, (finds, random.randrange(500)))


def _name(number: int) -> str:
    return f"player-{number:07}"


def _fill(boards: ValkeyLeaderboard, entries: Iterator[Entry]) -> float:
    claim = boards.claim_rebuild("b")
    assert claim is not None
    started = time.perf_counter()
    everybody = (next(entries) for _ in range(MEMBERS))
    for batch in batched(everybody, BATCH, strict=False):
        boards.record("b", batch)
        boards.extend_rebuild("b", claim, batch[-1].member)
    seconds = time.perf_counter() - started
    assert boards.mark_complete("b", claim)
    return seconds


def _under_load(boards: ValkeyLeaderboard, url: str, entries: Iterator[Entry]) -> list[Row]:
    """Read while a second client makes 2,000 updates a second, in batches of 20."""
    random, ended = Random(2), Event()  # noqa: S311 - as above
    marks = [_look(boards, "")]
    reads: dict[str, Callable[[], object]] = {
        "top 100": lambda: boards.top("b"),
        "standing, which ranks all": lambda: boards.standing("b", marks[-1]),
        "rank": lambda: boards.rank("b", _name(random.randrange(MEMBERS))),
        f"ranks of {ASKED}": lambda: boards.ranks("b", _some(random)),
    }
    times: dict[str, list[float]] = {label: [] for label in reads}
    with ThreadPoolExecutor(1) as pool:
        writing = pool.submit(_write, _boards(url), entries, ended)
        until = time.monotonic() + SECONDS
        while time.monotonic() < until:
            for label, read in reads.items():
                times[label].append(_ms(read))
            marks.append(_look(boards, marks[-1]))
            time.sleep(0.001)
        ended.set()
        written = writing.result()
    rows = [("updates made", written / SECONDS, "updates/s")]
    for label, taken in times.items():
        rows.append((f"{label} under these updates, p50", median(taken), "ms"))
        rows.append((f"{label} under these updates, p99", quantiles(taken, n=100)[98], "ms"))
    return rows


def _look(boards: ValkeyLeaderboard, since: str) -> str:
    """Return the mark of a look; what changed since is there."""
    standing = boards.standing("b", since)
    assert standing is not None
    assert not since or standing.changed is not None
    return standing.mark


def _places(boards: ValkeyLeaderboard) -> float:
    """Return what a gateway's work is for a player of whom it knows the points."""
    random = Random(3)  # noqa: S311 - as above
    points = [5 * int(random.expovariate(0.1)) for _ in range(ASKED_OF_ONE)]
    started = time.process_time()
    standing = boards.standing("b")
    assert standing is not None
    histogram = Histogram(standing.counts, WIDE.order)
    for each in points:
        histogram.rank(each)
    return (time.process_time() - started) / ASKED_OF_ONE * 1e6


def _some(random: Random) -> list[str]:
    return [_name(random.randrange(MEMBERS)) for _ in range(ASKED)]


def _write(boards: ValkeyLeaderboard, entries: Iterator[Entry], ended: Event) -> int:
    started, written = time.monotonic(), 0
    while not ended.is_set():
        while written < (time.monotonic() - started) * UPDATES_PER_SECOND:
            boards.record("b", [next(entries) for _ in range(20)])
            written += 20
        time.sleep(0.001)
    return written


def _ms(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000
