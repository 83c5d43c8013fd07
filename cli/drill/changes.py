"""The stream of changes and its consumers: shards, batches and checkpoints, as on Lambda."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Sequence
from random import Random
from typing import Any
from zlib import crc32

from msgspec.json import encode

from cli.drill.environment import Environment, Environments
from cli.drill.stores import CODEC, START
from cli.rehearse.loop import Loop
from functions.streams import rank
from shared.application.channels.deliver import deliver
from shared.kernel.facts import Commit
from shared.runtime.consume_commits import consume_commits

SHARDS = 2
BATCH = 100
AGAIN_SECONDS, LONGEST_SECONDS = 1.0, 30.0
"""Seconds until a failed batch is retried: the first time, and at most."""

DUPLICATES = 0.01
"""Share of records that come twice without any fault: an assumption."""

type Response = dict[str, list[dict[str, str]]]
type Consume = Callable[[Environment, dict[str, Any]], Response]


def deliver_changes(environment: Environment, event: dict[str, Any]) -> Response:
    """Do what the consumer `delivery` does; who finds a lease taken comes again."""

    def handle(commits: Sequence[Commit]) -> None:
        deliver(environment, commits[0].stream, commits, sure=True)

    return consume_commits(environment, "delivery", event, lambda each: each.stream, handle)


CONSUMERS: dict[str, Consume] = {"rank": rank.consume, "delivery": deliver_changes}


class Changes:
    """Records reach their shard late, sometimes twice, and those of different items in any order.

    `lag` are seconds more of each; `spread` up to how many more at random. `down` stops consumers.
    """

    def __init__(
        self,
        loop: Loop,
        environments: Environments,
        chance: Random,
        consumers: dict[str, Consume],
        until: float,
    ) -> None:
        self._loop, self._environments, self._chance = loop, environments, chance
        self._until = until
        self.lag, self.spread, self.duplicates, self.down = 0.0, 0.2, DUPLICATES, False
        self._shards: list[list[dict[str, Any]]] = [[] for _ in range(SHARDS)]
        self._readers = [
            Reader(self, shard, consume) for consume in consumers.values() for shard in self._shards
        ]

    def tell(self, commit: Commit) -> None:
        """Put the record of a commit, once or twice."""
        image = {"NewImage": CODEC.encode(commit)}
        data = encode({"eventName": "INSERT", "dynamodb": image})
        for _ in range(1 + (self._chance.random() < self.duplicates)):
            wait = 0.1 + self.lag + self._chance.uniform(0, self.spread)
            self._loop.after(wait, lambda: self.put(commit.stream, data))

    def put(self, key: str, data: bytes) -> None:
        """A record is in its shard."""
        shard = self._shards[crc32(key.encode()) % SHARDS]
        number = len(shard) + 1
        kinesis = {
            "sequenceNumber": str(number),
            "data": b64encode(data).decode(),
            "approximateArrivalTimestamp": START.timestamp() + self._loop.now,
        }
        shard.append({"eventID": f"shard:{number}", "kinesis": kinesis})
        self.wake()

    def wake(self) -> None:
        """Have all consumers look."""
        for reader in self._readers:
            reader.look()

    @property
    def behind(self) -> int:
        """How many records wait, at the consumer that is farthest behind."""
        return max((reader.behind for reader in self._readers), default=0)

    def call(self, work: Callable[[Environment], object], done: Callable[[bool], object]) -> None:
        self._environments.call(work, done)

    def again(self, look: Callable[[], object], failed: int) -> None:
        """Look later, but not for ever: a drill has an end."""
        if self._loop.now < self._until:
            wait = min(AGAIN_SECONDS * failed, LONGEST_SECONDS)
            self._loop.after(wait, look)


class Reader:
    """One consumer on one shard: a batch at a time, from its checkpoint on."""

    def __init__(self, changes: Changes, shard: list[dict[str, Any]], consume: Consume) -> None:
        self._changes, self._shard, self._consume = changes, shard, consume
        self._checkpoint = self._failed = 0
        self._is_busy = False

    @property
    def behind(self) -> int:
        return len(self._shard) - self._checkpoint

    def look(self) -> None:
        if self._is_busy or self._changes.down or not self.behind:
            return
        self._is_busy = True
        batch = self._shard[self._checkpoint : self._checkpoint + BATCH]
        failures: list[int] = []

        def work(environment: Environment) -> None:
            response = self._consume(environment, {"Records": batch})
            failures.extend(int(each["itemIdentifier"]) for each in response["batchItemFailures"])

        def done(well: bool) -> None:
            if well:
                self._checkpoint = min(failures, default=self._checkpoint + len(batch) + 1) - 1
            if well and not failures:
                self._failed = 0
                self._next()
            else:
                self._failed += 1
                self._changes.again(self._next, self._failed)

        self._changes.call(work, done)

    def _next(self) -> None:
        self._is_busy = False
        self.look()
