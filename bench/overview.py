"""3,000 hunts over 256 slots in one look, in a real Valkey on this machine, while all go on."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import count
from multiprocessing import Event, Process, Value
from random import Random
from statistics import median, quantiles
from typing import Any

from msgspec.json import encode

from bench.boards import Row, info, server
from shared.adapters.journal.slots import SLOTS, slots_of
from shared.adapters.valkey.breaker import Breaker
from shared.adapters.valkey.client import connect
from shared.adapters.valkey.overview import ValkeyOverview
from shared.application.lifecycle.look_over import look_at, look_over
from shared.application.lifecycle.overview import Head, Lead, Pace
from shared.games.hunt import HUNT
from shared.kernel.moments import milliseconds
from shared.runtime.clock import now

NAME = "The overview of hunts (Valkey on this machine, 3,000 hunts over 256 slots)"
HUNTS = 3_000
EVENTS_PER_SECOND = 46_000
SECONDS = 8.0
LANES = 48
"""Consumers that read the log side by side; each tells of its hunts once a second."""
WRITES = ("cmdstat_evalsha", "cmdstat_hset")


class _Ports:
    """What a look needs: rows, beats and the clock; the stored list is not asked."""

    clock = staticmethod(now)
    slots_of = staticmethod(slots_of)

    def __init__(self, url: str) -> None:
        self.overview = ValkeyOverview(connect(url, timeout=5.0), Breaker(time.monotonic))


def run() -> list[Row]:
    with server() as url:
        ports: Any = _Ports(url)
        _plan(ports)
        rows = [*_under_load(ports, url), *_memory(url)]
    return [(label, round(value, 3), unit) for label, value, unit in rows]


def _plan(ports: Any) -> None:
    at = now()
    heads = [Head(_name(n), 1, f"A hunt of {n}", at, at + timedelta(hours=1)) for n in range(HUNTS)]
    ports.overview.put(HUNT.name, heads, whole=True)
    _tell(ports, list(range(HUNTS)), Random(0))  # noqa: S311 - a load, not a secret
    assert {slots_of(f"hunt/{each.room}")[0] for each in heads} == set(range(SLOTS))


def _name(number: int) -> str:
    return f"hunt-{number:04}"


def _tell(ports: Any, hunts: list[int], random: Random) -> None:
    """Tell what a consumer read in a second of its hunts: half of their boards have changed."""
    at, rate = milliseconds(now()), EVENTS_PER_SECOND / HUNTS / 10
    leads = [
        Lead(70, f"player-{n:05}", 5 * n, (n, 3 * n)) if random.random() < 0.5 else None
        for n in hunts
    ]
    paces = [Pace(_name(n), at, at, rate, lead) for n, lead in zip(hunts, leads, strict=True)]
    ports.overview.note(HUNT.name, paces)


def _under_load(ports: Any, url: str) -> list[Row]:
    """Look at all and at one, while consumers tell of all hunts and owners of all slots."""
    random = Random(2)  # noqa: S311 - a load, not a secret
    reads: dict[str, Callable[[], object]] = {
        "all 3,000": lambda: look_over(ports, HUNT),
        "one": lambda: look_at(ports, HUNT, _name(random.randrange(HUNTS))),
    }
    times: dict[str, list[float]] = {label: [] for label in reads}
    used = dict.fromkeys(reads, 0.0)
    with _writing(url) as told:
        until = time.monotonic() + SECONDS
        while time.monotonic() < until:
            for label, read in reads.items():
                spent, began = time.thread_time(), time.perf_counter()
                body = encode(read())
                times[label].append((time.perf_counter() - began) * 1000)
                used[label] += time.thread_time() - spent
                assert b'"events_per_second":' in body
            time.sleep(0.01)
    rows = [("hunts told of meanwhile", told.value / SECONDS, "hunts/s")]
    for label, taken in times.items():
        rows.append((f"{label}, as JSON, p50", median(taken), "ms"))
        rows.append((f"{label}, as JSON, p99", quantiles(taken, n=100)[98], "ms"))
        rows.append((f"{label}, of this processor", used[label] / len(taken) * 1000, "ms"))
    return rows


@contextmanager
def _writing(url: str) -> Iterator[Any]:
    """Write in a process of its own until the block ends; yield how many hunts it told of."""
    told, ended = Value("q", 0), Event()
    writer = Process(target=_write, args=(url, told, ended))
    writer.start()
    try:
        yield told
    finally:
        ended.set()
        writer.join()


def _write(url: str, told: Any, ended: Any) -> None:
    """Tell of each hunt once a second, a consumer after the other, and of all slots' owners."""
    ports, random, began = _Ports(url), Random(3), time.monotonic()  # noqa: S311 - as above
    for turn in count(1):
        hunts = list(range(turn % LANES, HUNTS, LANES))
        _tell(ports, hunts, random)
        ports.overview.beat(range(turn % LANES, SLOTS, LANES), milliseconds(now()))
        told.value += len(hunts)
        if ended.wait(max(0.0, began + turn / LANES - time.monotonic())):
            return


def _memory(url: str) -> list[Row]:
    client = connect(url)
    size = client.execute_command("MEMORY", "USAGE", "overview:1:hunt", "SAMPLES", 0)
    notes = info(client, "commandstats")
    spent = sum(int(notes[name].split("usec=")[1].split(",")[0]) for name in WRITES)
    return [
        ("memory a hunt", size / HUNTS, "B"),
        (
            "the store's processor for all that it is told",
            spent / SECONDS / 1e6 * 100,
            "% of a core",
        ),
    ]
