"""Raises the number of batches that a late consumer handles at once, and lowers it afterwards.

Records of one key stay in one batch at a time, so the order within a key holds with any number.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from msgspec import Struct

from shared.application.ports import Unavailable

MOST = 10
"""Maximum batches of a shard at once, a limit of Lambda.

A consumer that is still late needs shards.
"""

AGAIN = timedelta(minutes=2)
"""Time after a change until its effect shows; no further change before that."""

CAUGHT_UP = timedelta(minutes=15)
"""Time without lag before the number is lowered: crowds come in waves."""


class Consumer(Struct, frozen=True):
    """A consumer of a stream; `since` is when it fell behind or caught up."""

    name: str
    at_once: int
    changed_at: datetime
    is_behind: bool
    since: datetime


class Consumers(Protocol):
    """The consumers of the stage's streams."""

    def look(self, names: Iterable[str]) -> Sequence[Consumer]:
        """Return the state of each consumer, without those that are being changed."""

    def handle_at_once(self, name: str, batches: int) -> None:
        """Set how many batches of a shard a consumer handles at once."""


def keep_up(consumers: Consumers, usual: Mapping[str, int], now: datetime) -> None:
    """Adjust each consumer's number of batches, if needed; `usual` is the number without lag.

    Safe to repeat and to run twice at once, because only the current state counts. Raise
    Unavailable after all others were changed.
    """
    outage: Unavailable | None = None
    for each in consumers.look(usual):
        wished = batches_at_once(each, usual[each.name], now)
        if wished != each.at_once:
            try:
                consumers.handle_at_once(each.name, wished)
            except Unavailable as failure:
                outage = failure
    if outage is not None:
        raise outage


def batches_at_once(consumer: Consumer, usual: int, now: datetime) -> int:
    """Return twice as many for a late consumer, half as many for one that has caught up."""
    if consumer.is_behind:
        waits = now - consumer.changed_at < AGAIN
        return consumer.at_once if waits else min(MOST, 2 * consumer.at_once)
    if now - max(consumer.since, consumer.changed_at) < CAUGHT_UP:
        return consumer.at_once
    return max(usual, consumer.at_once // 2)
