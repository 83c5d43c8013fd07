"""Logs in memory: one that takes as long as one on the network, one that forgets, one written."""

from __future__ import annotations

import os
import time
from collections import deque
from collections.abc import Iterator, Sequence
from math import exp, log
from random import Random
from threading import Lock
from typing import Any

from bench.codec import CODEC
from bench.stand_in import Beside
from shared.adapters.dynamodb.client import DynamoDbClient
from shared.adapters.dynamodb.log import DynamoDbLog
from shared.adapters.memory.log import InMemoryLog
from shared.application.commands.ports import Log, StreamMoved, moved_on
from shared.kernel.facts import Commit
from shared.runtime.aws import client
from shared.runtime.lean import dynamodb
from shared.wire.stored import Item

MEDIAN = 0.005
P99 = 0.015
DEVIATIONS = 2.326  # from the middle of a normal distribution to its 99th percentile


class ModelledLog(InMemoryLog):
    """Waits log-normally before each request, 5 ms at the median and 15 ms at p99."""

    def __init__(self) -> None:
        super().__init__(CODEC)
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
"""Newest commits to keep: more than since a stream's last snapshot, where a load begins."""


class ForgetfulLog(InMemoryLog):
    """Keeps the newest commits of each stream, so that what grows is not the store."""

    def __init__(self) -> None:
        super().__init__(CODEC)
        self._kept: dict[str, deque[tuple[int, Item]]] = {}
        self._kept_lock = Lock()

    def append(self, *commits: Commit) -> None:
        with self._kept_lock:
            if moved := moved_on(commits, self._last):
                raise StreamMoved(*moved)
            for each in commits:
                kept = self._kept.setdefault(each.stream, deque(maxlen=KEPT))
                kept.append((each.position, CODEC.encode(each)))

    def latest(self, stream: str, limit: int = 16) -> Sequence[Commit]:
        return [CODEC.decode(item) for _, item in self._all(stream)[-limit:]]

    def read(self, stream: str, after: int = 0, limit: int | None = None) -> Iterator[Commit]:
        found = [item for position, item in self._all(stream) if position > after]
        return map(CODEC.decode, found[:limit])

    def _all(self, stream: str) -> list[tuple[int, Item]]:
        with self._kept_lock:
            return list(self._kept.get(stream, ()))

    def _last(self, stream: str) -> int:
        kept = self._kept.get(stream)
        return kept[-1][0] if kept else 0


class _OneEach:
    """A client that cuts answers to batches to their length; the stand-in always answers 25."""

    def __init__(self, client: DynamoDbClient) -> None:
        self._batch = client.batch_execute_statement
        self.put_item, self.transact_write_items = client.put_item, client.transact_write_items
        self.get_item, self.batch_get_item = client.get_item, client.batch_get_item
        self.delete_item, self.query = client.delete_item, client.query
        self.update_item = client.update_item

    def batch_execute_statement(self, **request: Any) -> Any:
        answer = self._batch(**request)
        return {"Responses": answer["Responses"][: len(request["Statements"])]}


def written_too(client: DynamoDbClient) -> Log:
    """Return a log that is written to DynamoDB too."""
    log = DynamoDbLog(_OneEach(client), "log", CODEC)
    return Beside(InMemoryLog(CODEC), log)


def by_botocore() -> Log:
    """Return a log that botocore writes as well."""
    return written_too(client("dynamodb", os.environ["AWS_ENDPOINT_URL"]))


def by_own_client() -> Log:
    """Return a log that the project's own client writes as well."""
    return written_too(dynamodb())
