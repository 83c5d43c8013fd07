"""Lets consumers that are behind handle more batches at once, and fewer when they have caught up.

Records of one key stay in one batch at a time, so the order of a key is the same with any number.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from msgspec import Struct

from shared.application.ports import Unavailable

MOST = 10
"""Batches of a shard at once: more is not to be had of Lambda. What is still late needs shards."""

AGAIN = timedelta(minutes=2)
"""After a change, until its effect can be seen."""

CAUGHT_UP = timedelta(minutes=15)
"""Without lag, until fewer do: a crowd comes in waves."""


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
        """Return how it stands with each; one that is being changed is left out."""

    def handle_at_once(self, name: str, batches: int) -> None:
        """Let a consumer handle so many batches of a shard at once."""


def keep_up(consumers: Consumers, usual: Mapping[str, int], now: datetime) -> None:
    """Change what each consumer does at once, if it must; `usual` is what it does without lag.

    Safe to repeat, and by two at the same time: all that counts is how it stands. Raise Unavailable
    after all others were changed.
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
    """Return twice as many for one that is behind, half as many for one that has caught up."""
    if consumer.is_behind:
        waits = now - consumer.changed_at < AGAIN
        return consumer.at_once if waits else min(MOST, 2 * consumer.at_once)
    if now - max(consumer.since, consumer.changed_at) < CAUGHT_UP:
        return consumer.at_once
    return max(usual, consumer.at_once // 2)
