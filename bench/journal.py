"""A hunt's commands through the journal: what a core does, how long it takes, what it costs."""

from __future__ import annotations

import time
from contextlib import closing
from itertools import batched
from math import ceil
from statistics import median, quantiles

from bench.counting import size
from bench.gateway.commands import EACH, playing
from bench.gateway.stacks import measured
from bench.hunt import Seekers
from bench.modelled_writer import ModelledWriter
from bench.rows import Row
from cdk.bill.price_list import price_list
from shared.adapters.dynamodb.journal_items import entry
from shared.adapters.journal.keeping import GRACE
from shared.adapters.journal.log import JournalLog
from shared.adapters.journal.settings import Settings
from shared.adapters.memory.journal import InMemoryJournal
from shared.adapters.memory.log import InMemoryLog
from shared.games.hunt import HUNT
from shared.runtime.clock import new_id, now
from shared.wire.packed import PackedCodec
from shared.wire.stored import codec_of

NAME = "Journal: a hunt's commands with all rules, many streams in one put"
GROUP = 57
ROUNDS = 5
COMMANDS = 10_000
"""Commands in one round."""

RATE = 5750
SECONDS = 20.0
PUTS = ((0.0035, 0.010), (0.005, 0.015), (0.006, 0.020))
"""Seconds that a put takes at the median and at p99, one pair a run."""

AS_COUNTED = PUTS[1]
"""The put times that the price is computed with: the slowest that meet the latency goal."""

WHOLE = 46_000
WRITERS = 8
HOURS = 730
BUSY = 0.85
"""Share of the paid write units that is used."""

OVERHEAD = 100
"""Bytes of an item that are stored, and paid for, beside its own."""


def run() -> list[Row]:
    ours, gateway = _side_by_side()
    return [
        ("in-memory store, groups of 57", ours, "commands per CPU second"),
        ("gateway with in-memory log, closed loop", gateway, "commands per CPU second"),
        ("journal / gateway", ours / gateway, "(to reach: 1.5)"),
        *_modelled(1 / ours),
    ]


def _side_by_side() -> tuple[float, float]:
    """Commands per CPU second of both, measured in turn."""
    log = JournalLog(InMemoryJournal(), PackedCodec([HUNT]), new_id, Settings(gap=0.0))
    seekers = Seekers(log)
    rates = []
    with closing(log), playing() as gateway:
        for some in batched(seekers.opening(), GROUP, strict=False):
            seekers.handle(some)
        for _ in range(ROUNDS):
            spent = measured(gateway, lambda load: load.act(EACH, gateway.frame))
            rates.append((_closed_loop(seekers), spent.report.answered / spent.cpu_seconds))
    return median(ours for ours, _ in rates), median(theirs for _, theirs in rates)


def _closed_loop(seekers: Seekers) -> float:
    began = time.process_time()
    for _ in range(COMMANDS // GROUP):
        at = now()
        seekers.handle([seekers.next(at) for _ in range(GROUP)])
    return COMMANDS // GROUP * GROUP / (time.process_time() - began)


def _modelled(cost: float) -> list[Row]:
    """A core that is as fast as the one just measured, and puts of several speeds."""
    rows: list[Row] = []
    sizes: list[int] = []
    for put in PUTS:
        writer = ModelledWriter(PackedCodec([HUNT]), cost, put)
        seekers = Seekers(InMemoryLog(codec_of([HUNT])))
        writer.open(seekers)
        writer.play(seekers, RATE, SECONDS)
        if put == AS_COUNTED:
            sizes = writer.sizes
        percentiles = quantiles(writer.waits, n=100)
        middle, slow = (f"{each * 1000:g}" for each in put)
        rows += [
            (f"put of {middle} ms (p99 {slow} ms), {RATE:,}/s: p50", percentiles[49] * 1000, "ms"),
            ("  p99", percentiles[98] * 1000, "ms (to reach: 20)"),
        ]
    return rows + _price(sizes, int(RATE * SECONDS))


def _price(sizes: list[int], events: int) -> list[Row]:
    writer = new_id()
    entries = [entry(writer, at, bytes(each), now()) for at, each in enumerate(sizes, 1)]
    items = [size(each) for each in entries]
    whole = sum(ceil(each / 1024) for each in items) * WHOLE / events
    a_second = sum(each + OVERHEAD for each in items) * WHOLE / events
    kept = a_second * GRACE.total_seconds() / 10**9
    prices = price_list()
    stored = prices.dollars("dynamodb.storage", kept)
    recovery = prices.dollars("dynamodb.recovery", kept)
    provisioned = prices.dollars("dynamodb.provisioned_write", whole / BUSY * HOURS)
    on_demand = prices.dollars("dynamodb.write", whole * HOURS * 3600)
    each = prices.dollars("dynamodb.write", WHOLE * HOURS * 3600)
    return [
        ("  commands in an entry", events / len(sizes), ""),
        ("bytes of a stored event", sum(sizes) / events, "B (to reach: 30)"),
        (f"write units at {WHOLE:,}/s on {WRITERS} writers", whole, "/s (to reach: 1,700)"),
        ("  provisioned, 85 % used", provisioned, "dollars a month"),
        (f"GB in the table, for {GRACE.days} days", kept, "GB"),
        ("  their storage", stored, "dollars a month"),
        ("writes and storage", provisioned + stored, "dollars a month (to reach: 1,000)"),
        ("  recovery to a point in time, where it is on", recovery, "dollars a month"),
        ("  on demand", on_demand, "dollars a month"),
        ("  an item an event, on demand", each, "dollars a month"),
    ]
