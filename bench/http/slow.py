"""How long others wait while many clients drip their heads and bodies.

The same crowd drips into a server that does nothing, beside the API: that is what its own work
and the machine's cost the readers, and what is compared.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median, quantiles

from bench.gateway.processes import ROOT, cores, python, running
from bench.http.load import asked
from bench.http.routes import BESIDE
from bench.http.scene import Site, site, stores
from bench.rows import Row
from localstack.ports import free_port
from shared.runtime.clock import monotonic

NAME = "HTTP API: 8 clients that read the top 100 while 2,000 drip"
SLOW = 2_000
ROUNDS = 3
SECONDS = 10.0
"""Seconds in which each slow client is cut off at least once."""
PAUSE = 0.05
REACH = 2.0


class Seen:
    """What readers waited for in a stretch, and how much of a core the server took."""

    def __init__(self, found: Site) -> None:
        before, began = found.server.cpu_seconds, monotonic()
        waits = asked(found.port, found.top(), SECONDS, PAUSE).waits
        self.p99 = quantiles(waits, n=100)[98] * 1000
        self.cores = (found.server.cpu_seconds - before) / (monotonic() - began)


def run() -> list[Row]:
    trees = {"": ROOT}
    if older := os.environ.get(BESIDE):
        trees[", older tree"] = Path(older)
    with ExitStack() as kept:
        known, hole = kept.enter_context(stores()), kept.enter_context(_hole())
        sites = {name: kept.enter_context(site(known, tree)) for name, tree in trees.items()}
        rounds = [{name: _round(each, hole) for name, each in sites.items()} for _ in range(ROUNDS)]
    return [row for name in sites for row in _rows(name, [each[name] for each in rounds])]


def _round(found: Site, hole: int) -> tuple[Seen, Seen, Seen]:
    quiet = Seen(found)
    with _dripping(hole):
        away = Seen(found)
    with _dripping(found.port):
        return quiet, away, Seen(found)


def _rows(name: str, rounds: list[tuple[Seen, Seen, Seen]]) -> list[Row]:
    quiet, away, here = zip(*rounds, strict=True)
    ratio = median(this.p99 / other.p99 for this, other in zip(here, away, strict=True))
    more = median(this.cores - other.cores for this, other in zip(here, away, strict=True))
    return [
        (f"p99 alone{name}", median(each.p99 for each in quiet), "ms"),
        (f"p99 while they drip into nothing{name}", median(each.p99 for each in away), "ms"),
        (f"p99 while they drip into this{name}", median(each.p99 for each in here), "ms"),
        (f"  into this / into nothing{name}", ratio, f"(to reach: {REACH} at most)"),
        (f"  what they take of the server's core{name}", more * 100, "%"),
    ]


@contextmanager
def _dripping(port: int) -> Iterator[None]:
    with running(python("bench.http.drip", str(port), str(SLOW)), cores()[1]) as drip:
        drip.line()
        yield


@contextmanager
def _hole() -> Iterator[int]:
    """Run the server that does nothing, on the core of the one that is measured; yield its port."""
    port = free_port()
    with running(python("bench.http.hole", str(port)), cores()[0]) as hole:
        hole.line()
        yield port
