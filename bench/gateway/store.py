"""Logs in memory: one that takes as long as one on the network, one that forgets."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterator, Sequence
from math import exp, log
from random import Random
from threading import Lock

from shared.adapters.memory.log import InMemoryLog
from shared.application.commands.ports import StreamMoved
from shared.kernel.facts import Commit
from shared.wire.events import Item, decode_commit, encode_commit

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


KEPT = 32
"""More than the commits since a stream's last snapshot, which is all that a load reads."""


class ForgetfulLog(InMemoryLog):
    """Keeps the newest commits of each stream, so that what grows is not the store."""

    def __init__(self) -> None:
        super().__init__()
        self._kept: dict[str, deque[tuple[int, Item]]] = {}
        self._kept_lock = Lock()

    def append(self, *commits: Commit) -> None:
        with self._kept_lock:
            moved = [each.stream for each in commits if each.position != self._next(each.stream)]
            if moved:
                raise StreamMoved(*moved)
            for each in commits:
                kept = self._kept.setdefault(each.stream, deque(maxlen=KEPT))
                kept.append((each.position, encode_commit(each)))

    def latest(self, stream: str, limit: int = 16) -> Sequence[Commit]:
        return [decode_commit(item) for _, item in self._all(stream)[-limit:]]

    def read(self, stream: str, after: int = 0, limit: int | None = None) -> Iterator[Commit]:
        found = [item for position, item in self._all(stream) if position > after]
        return map(decode_commit, found[:limit])

    def _all(self, stream: str) -> list[tuple[int, Item]]:
        with self._kept_lock:
            return list(self._kept.get(stream, ()))

    def _next(self, stream: str) -> int:
        kept = self._kept.get(stream)
        return kept[-1][0] + 1 if kept else 1
