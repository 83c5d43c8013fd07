"""A log that takes as long as one on the network: each request waits as requests there do."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from math import exp, log
from random import Random

from shared.adapters.memory.log import InMemoryLog
from shared.application.ports import StreamMoved
from shared.domain.kernel.facts import Commit

MEDIAN = 0.005
P99 = 0.015
DEVIATIONS = 2.326  # from the middle of a normal distribution to its 99th percentile


class ModelledLog(InMemoryLog):
    """Waits log-normally before each request, 5 ms at the median and 15 ms at p99."""

    def __init__(self) -> None:
        super().__init__()
        self._chance = Random(1)  # noqa: S311 - a model, not a secret
        self.waits = False

    def append(self, *commits: Commit) -> None:
        self._wait()
        super().append(*commits)

    def append_each(self, appends: Sequence[Sequence[Commit]]) -> Sequence[Exception | None]:
        self._wait()
        return [self._at_once(commits) for commits in appends]

    def latest(self, stream: str, limit: int = 16) -> Sequence[Commit]:
        self._wait()
        return super().latest(stream, limit)

    def read(self, stream: str, after: int = 0, limit: int | None = None) -> Iterator[Commit]:
        self._wait()
        return super().read(stream, after, limit)

    def _at_once(self, commits: Sequence[Commit]) -> Exception | None:
        try:
            super().append(*commits)
        except StreamMoved as moved:
            return moved
        return None

    def _wait(self) -> None:
        if self.waits:
            spread = log(P99 / MEDIAN) / DEVIATIONS
            time.sleep(MEDIAN * exp(self._chance.gauss(0, spread)))
