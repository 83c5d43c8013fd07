"""Count a crowd's use of each quota per second, and refuse what exceeds some of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from msgspec import Struct, field

from cdk.passport.quotas import quotas
from cli.rehearse.loop import Loop
from shared.workloads import STREAMS

KEY_WRITES = 1_000
"""Write units a second of one key of DynamoDB, which nobody can raise."""

REFUSING = ("api.requests", "dynamodb.table_writes")
"""Quotas that refuse a request beyond the limit; its caller retries."""


class Limit(Struct, frozen=True):
    """A quota of a whole account; `burst` may be used at once on top of the rate a second."""

    what: str
    most: float
    burst: float = 0
    raisable: bool = True


def limits() -> dict[str, Limit]:
    """Return what is counted, by the key of the passport's table."""
    known = quotas()
    (events, *_) = STREAMS
    shards = events.shards["prod"]
    return {
        "api.requests": _limit("api.requests", burst=known["api.burst"].default),
        "dynamodb.table_writes": _limit("dynamodb.table_writes"),
        "dynamodb.table_reads": _limit("dynamodb.table_reads"),
        "dynamodb.key_writes": Limit(
            "writes of one key of DynamoDB a second", KEY_WRITES, raisable=False
        ),
        "kinesis.shard_records": Limit(
            f"records of {shards} shards a second", known["kinesis.shard_records"].default * shards
        ),
        "fargate.processors": _limit("fargate.processors"),
    }


def _limit(key: str, burst: float = 0) -> Limit:
    quota = quotas()[key]
    return Limit(quota.what, quota.default, burst)


class Used(Struct):
    """Use by quota and second. Cells of one run are added up, except keys, which no two share."""

    seconds: dict[str, Counter[int]] = field(default_factory=dict)
    refused: Counter[str] = field(default_factory=Counter)

    def merge(self, other: Used) -> None:
        self.refused.update(other.refused)
        for key, counts in other.seconds.items():
            mine = self.seconds.setdefault(key, Counter())
            if key == "dynamodb.key_writes":
                self.seconds[key] = mine | counts
            else:
                mine.update(counts)

    def total(self, key: str) -> int:
        return self.seconds.get(key, Counter()).total()

    def stand_for(self, times: float) -> None:
        """Count what was played for so much more that was not; keys are as busy as they are."""
        for key, counts in self.seconds.items():
            if key != "dynamodb.key_writes":
                self.seconds[key] = Counter({at: round(n * times) for at, n in counts.items()})


class Quotas:
    """Counts for a cell, which has its `share` of what a whole account may do."""

    def __init__(self, loop: Loop, share: float, *, raised: bool = False) -> None:
        self.used = Used()
        self.loop = loop
        self._rates: dict[str, tuple[float, float]] = {}
        if not raised:
            for key in REFUSING:
                limit = limits()[key]
                self._rates[key] = limit.most * share, (limit.burst or limit.most) * share
        self._filled = {key: (burst, 0.0) for key, (_, burst) in self._rates.items()}
        self._keys: Counter[str] = Counter()
        self._second = -1

    def use(self, key: str, amount: float = 1) -> bool:
        """Count; say whether it may be."""
        now = self.loop.now
        self._counter(key)[int(now)] += int(amount)
        if key not in self._rates:
            return True
        rate, burst = self._rates[key]
        left, since = self._filled[key]
        left = min(burst, left + (now - since) * rate)
        may = left >= amount
        self._filled[key] = (left - amount * may, now)
        self.used.refused[key] += not may
        return may

    def write_key(self, key: str, units: int) -> None:
        """Count for one key of a table; the busiest of each second is kept."""
        second = int(self.loop.now)
        if second != self._second:
            self._second = second
            self._keys.clear()
        self._keys[key] += units
        counter = self._counter("dynamodb.key_writes")
        counter[second] = max(counter[second], self._keys[key])

    def _counter(self, key: str) -> Counter[int]:
        seconds = self.used.seconds
        found = seconds.get(key)
        return seconds.setdefault(key, Counter()) if found is None else found


class Row(Struct, frozen=True):
    """A quota beside the most that was asked of it in a second; `over_at` is the first above."""

    what: str
    most: float
    at: int
    allowed: float
    over_at: int | None
    raisable: bool


def rows(used: Used) -> list[Row]:
    """Return the quotas that were touched: those that broke first come first."""
    found = [_row(limits()[key], counter) for key, counter in used.seconds.items() if counter]
    return sorted(found, key=lambda row: (row.over_at is None, row.over_at or 0, row.what))


def _row(limit: Limit, counter: Counter[int]) -> Row:
    at, most = max(counter.items(), key=lambda each: (each[1], -each[0]))
    return Row(limit.what, most, at, limit.most, next(_over(limit, counter), None), limit.raisable)


def _over(limit: Limit, counter: Counter[int]) -> Iterator[int]:
    yield from (second for second in sorted(counter) if counter[second] > limit.most)
