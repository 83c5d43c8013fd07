"""Half load for a long time: what grows in the gateway's process, and what does not."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator

from msgspec import Struct

from bench.gateway.commands import PLAYERS, playing
from bench.gateway.scene import BATTLE
from bench.gateway.stacks import Stack, measured
from bench.rows import Row

NAME = "Soak: the gateway at half load"
COMMANDS = 3_000
"""A second, each sent to 20 sockets: paced, they gather less, and take most of a core."""

SLICE_SECONDS = 5.0
RETURNING = 50
SETTLED = 0.2
"""The share of the time after which caches are full and memory must be flat."""

MOVE = f'{{"type":"#A","id":"#N","battle":"{BATTLE}"}}'


class Sample(Struct, frozen=True):
    """The process at a moment, in seconds since the start."""

    at: float
    resident: int
    descriptors: int
    p99: float
    load: float


def run(minutes: float) -> list[Row]:
    with playing("--log", "forgetful") as stack:
        samples = list(_samples(stack, minutes * 60))
    settled = [each for each in samples if each.at >= SETTLED * minutes * 60]
    first, last = settled[0], settled[-1]
    return [
        ("load of the core", sum(each.load for each in settled) / len(settled), ""),
        ("worst p99 of a slice", max(each.p99 for each in settled), "ms"),
        ("resident memory in the end", last.resident / 1024**2, "MB"),
        ("resident memory grows", _slope(settled) * 3600 / 1024**2, "MB an hour"),
        ("descriptors, more than at first", last.descriptors - first.descriptors, ""),
    ]


def _samples(stack: Stack, seconds: float) -> Iterator[Sample]:
    """Commands all the time; between slices some players break off and come back."""
    began = time.monotonic()
    while (at := time.monotonic() - began) < seconds:
        spent = measured(stack, lambda load: load.spread(COMMANDS, SLICE_SECONDS, MOVE))
        stack.crowd.cut(RETURNING)
        stack.crowd.open(PLAYERS)
        sample = Sample(
            at,
            stack.server.resident_bytes,
            stack.server.descriptors,
            spent.report.p99,
            spent.cpu_seconds / spent.report.seconds,
        )
        print(f"  {at:6.0f} s {sample.resident / 1024**2:8.1f} MB", file=sys.stderr, flush=True)
        yield sample


def _slope(samples: list[Sample]) -> float:
    """Bytes a second, by least squares."""
    middle = sum(each.at for each in samples) / len(samples)
    mean = sum(each.resident for each in samples) / len(samples)
    above = sum((each.at - middle) * (each.resident - mean) for each in samples)
    return above / (sum((each.at - middle) ** 2 for each in samples) or 1)
