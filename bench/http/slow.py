"""How long others wait while many clients drip their heads and bodies."""

from __future__ import annotations

import os
from pathlib import Path
from statistics import quantiles

from bench.gateway.processes import cores, python, running
from bench.http.load import asked
from bench.http.routes import BESIDE
from bench.http.scene import Site, Stores, site, stores
from bench.rows import Row

NAME = "HTTP API: 8 clients that read the top 100 while 2,000 drip"
SLOW = 2_000
SECONDS = 5.0
PAUSE = 0.05
REACH = 2.0


def run() -> list[Row]:
    with stores() as kept:
        rows = _rows("", kept)
        if older := os.environ.get(BESIDE):
            rows += _rows(", older tree", kept, Path(older))
        return rows


def _rows(name: str, kept: Stores, *tree: Path) -> list[Row]:
    with site(kept, *tree) as found:
        alone = _p99(found)
        argv = python("bench.http.drip", str(found.port), str(SLOW))
        with running(argv, cores()[1]) as drip:
            drip.line()
            beside = _p99(found)
    return [
        (f"p99 alone{name}", alone, "ms"),
        (f"p99 beside {SLOW:,} slow clients{name}", beside, "ms"),
        (f"  beside / alone{name}", beside / alone, f"(to reach: {REACH} at most)"),
    ]


def _p99(found: Site) -> float:
    waits = asked(found.port, found.top(), SECONDS, PAUSE).waits
    return quantiles(waits, n=100)[98] * 1000
