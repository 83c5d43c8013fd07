"""A journal's writer in virtual time: real commits, packs and acknowledgements, a modelled put."""

from __future__ import annotations

from collections import deque
from datetime import timedelta
from heapq import heappop, heappush
from itertools import count
from math import exp, inf, log
from random import Random

from bench.hunt import START, Seekers
from shared.adapters.journal.pack import Pack
from shared.adapters.journal.settings import Settings
from shared.adapters.journal.tenure import Tenure
from shared.wire.packed import PackedCodec

DEVIATIONS = 2.326  # from the middle of a normal distribution to its 99th percentile


class ModelledWriter:
    """One core takes `cost` seconds for each command; a put takes log-normally long.

    `waits` are the seconds from when a command was due to its acknowledgement, `sizes` the bytes of
    entries.
    """

    def __init__(self, codec: PackedCodec, cost: float, put: tuple[float, float]) -> None:
        self.waits: list[float] = []
        self.sizes: list[int] = []
        self._codec = codec
        self._cost = cost
        self._put = put
        self._tenure = Tenure("w", Settings())
        self._chance = Random(2)  # noqa: S311 - a model, not a secret
        self._events: list[tuple[float, int, int]] = []
        self._numbers = count()
        self._sent: deque[tuple[float, Pack]] = deque()

    def open(self, seekers: Seekers) -> None:
        """Write how the hunt begins."""
        for asked in seekers.opening():
            self._tenure.offer(self._codec.prepare(*seekers.commits(asked)))
        self._start(0.0)
        self._go_on_until(inf)
        self.sizes.clear()

    def play(self, seekers: Seekers, rate: int, seconds: float) -> None:
        """Let commands come at a rate, whatever becomes of those before."""
        free = 0.0
        for number in range(int(rate * seconds)):
            due = number / rate
            free = max(due, free) + self._cost
            self._go_on_until(free)
            at = START + timedelta(milliseconds=int(due * 1000))
            commits = self._codec.prepare(*seekers.commits(seekers.next(at)))
            offered = self._tenure.offer(commits)
            assert isinstance(offered, Pack)
            self._sent.append((due, offered))
            self._start(free)
        self._go_on_until(inf)

    def _go_on_until(self, end: float) -> None:
        while self._events and self._events[0][0] <= end:
            at, _, position = heappop(self._events)
            if position:
                self._tenure.land(position)
            while self._sent and self._sent[0][1].wait(0) is None:
                self.waits.append(at - self._sent.popleft()[0])
            self._start(at)

    def _start(self, at: float) -> None:
        """Begin to write what is due, and come back when more will be."""
        while (due := self._tenure.due_in(at, Settings().gap)) == 0:
            position, entry = self._tenure.start(at)
            self.sizes.append(len(entry))
            middle, slow = self._put
            took = middle * exp(self._chance.gauss(0, log(slow / middle) / DEVIATIONS))
            heappush(self._events, (at + took, next(self._numbers), position))
        if due is not None:
            heappush(self._events, (at + due + 1e-9, next(self._numbers), 0))
