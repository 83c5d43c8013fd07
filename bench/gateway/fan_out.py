"""One frame to many sockets: throughput beside a bare server in C, and latency at a fixed rate."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from functools import partial
from statistics import median

from bench.gateway.crowd import Crowd, Report
from bench.gateway.stacks import Stack, bare, gateway_with_crowd, latencies, measured
from bench.rows import Row

NAME = "Gateway: fan-out of a 200-byte frame to 1,000 subscribers"
SUBSCRIBERS = 1000
WINDOWS = (1, 4)
ROUNDS = 5
SECONDS = 1.0
PACED_ROUNDS = 5
PACED_SECONDS = 2.0
REACH_MS = 15
DELIVERIES = 50_000

type Figures = dict[str, list[float]]


def run() -> list[Row]:
    with ExitStack() as kept:
        stacks = [
            kept.enter_context(bare(SUBSCRIBERS)),
            kept.enter_context(bare(SUBSCRIBERS, "--each")),
            kept.enter_context(gateway_with_crowd(SUBSCRIBERS)),
        ]
        rows: list[Row] = []
        for window in WINDOWS:
            rows += _rows(window, in_turn(stacks, window))
        return rows + _latency([stacks[0], stacks[2]])


def in_turn(stacks: Sequence[Stack], window: int) -> Figures:
    """Return the deliveries per second of each server's processor, in rounds of all of them."""
    figures: Figures = {each.name: [] for each in stacks}
    for _ in range(ROUNDS):
        for stack in stacks:
            spent = measured(stack, partial(_fan_out, window, stack.frame))
            figures[stack.name].append(spent.per_cpu_second)
    return figures


def _fan_out(window: int, frame: str, load: Crowd) -> Report:
    return load.fan_out(window, SECONDS, frame)


def _rows(window: int, figures: Figures) -> list[Row]:
    rows: list[Row] = [
        (f"{name}, {window} in flight", median(values), "deliveries per CPU second")
        for name, values in figures.items()
    ]
    ratio = median(ours / c for ours, c in zip(figures["gateway"], figures["C"], strict=True))
    return [*rows, (f"gateway / C, {window} in flight", ratio, "(to reach: 0.8)")]


def _latency(stacks: Sequence[Stack]) -> list[Row]:
    rows: list[Row] = []
    for stack in stacks:
        found = [measured(stack, partial(_paced, stack.frame)) for _ in range(PACED_ROUNDS)]
        rows += latencies(f"{stack.name}, {DELIVERIES:,} deliveries/s", found, REACH_MS)
    return rows


def _paced(frame: str, load: Crowd) -> Report:
    return load.paced(DELIVERIES / SUBSCRIBERS, PACED_SECONDS, frame)
