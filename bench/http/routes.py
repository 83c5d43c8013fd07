"""Requests a second of the server's processor time, by route."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from statistics import median

from bench.http.load import asked, request
from bench.http.scene import Site, bare, ever, site, stores
from bench.rows import Row

NAME = "HTTP API: requests per CPU second of the server (real Valkey and PostgreSQL)"
ROUNDS = 5
SECONDS = 0.7
BESIDE = "RUMPUS_BENCH_BESIDE"
"""Names the tree of an older commit (`git worktree add`), which is measured in turn."""

type CommandRequest = dict[str, tuple[Site, Iterator[bytes]]]
type Asking = Callable[[Site], Iterator[bytes]]

ROUTES: dict[str, tuple[Asking, float]] = {
    "top 100": (Site.top, 3.0),
    "own rank": (Site.rank, 3.5),
    "pay": (Site.pay, 2.3),
    "sign-up": (Site.sign_up, 5.0),
}
"""What is asked, and how many times as much as before it should be."""

OF_EMPTY = 0.7
"""Share of an empty route's throughput that a scoring write should reach."""


def run() -> list[Row]:
    with ExitStack() as kept:
        known = kept.enter_context(stores())
        sites = {"new": kept.enter_context(site(known))}
        if older := os.environ.get(BESIDE):
            sites["older"] = kept.enter_context(site(known, Path(older)))
        rows = []
        for name, (asking, reach) in ROUTES.items():
            rows += _route(name, reach, {who: (each, asking(each)) for who, each in sites.items()})
        empty = kept.enter_context(bare(known))
        return rows + _scores({who: (each, each.score()) for who, each in sites.items()}, empty)


def _route(name: str, reach: float, asking: CommandRequest) -> list[Row]:
    rounds = [{who: _rate(*each) for who, each in asking.items()} for _ in range(ROUNDS)]
    rows: list[Row] = [(name, median(each["new"] for each in rounds), "requests per CPU second")]
    if "older" in asking:
        rows.append(("  of the older tree", median(each["older"] for each in rounds), ""))
        rows.append(_ratio("older", rounds, reach))
    return rows


def _scores(asking: CommandRequest, empty: Site) -> list[Row]:
    asking |= {"an empty FastAPI route in a thread": (empty, ever(request("GET", "/bare")))}
    rounds = [{who: _rate(*each) for who, each in asking.items()} for _ in range(ROUNDS)]
    rates = {who: median(each[who] for each in rounds) for who in asking}
    named = {"new": "an answer that scores", "older": "  of the older tree"}
    return [
        *((named.get(who, who), rate, "requests per CPU second") for who, rate in rates.items()),
        *(_ratio(who, rounds, 0 if who == "older" else OF_EMPTY) for who in asking if who != "new"),
    ]


def _ratio(other: str, rounds: list[dict[str, float]], reach: float) -> Row:
    ratio = median(each["new"] / each[other] for each in rounds)
    return (f"  new / {other}", ratio, f"(to reach: {reach})" if reach else "")


def _rate(asking: Site, requests: Iterator[bytes]) -> float:
    before = asking.server.cpu_seconds
    found = asked(asking.port, requests, SECONDS)
    return len(found.waits) / (asking.server.cpu_seconds - before)
