"""Queues in memory, for tests: delays by a given clock; order and deduplication as in SQS."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Lock
from typing import Any

from msgspec import Struct
from msgspec.json import decode, encode

from shared.application.ports import LONGEST_DELAY


class Queued(Struct, frozen=True):
    """A message that waits; `body` is its JSON."""

    body: str
    due: datetime
    group: str = ""


class InMemoryQueues:
    """`take` returns messages in the order in which they fall due. Repeats of a key are dropped."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._waiting: dict[str, list[Queued]] = {}
        self._keys: set[tuple[str, str, str]] = set()
        self._lock = Lock()

    def put(
        self, queue: str, message: Struct, *, group: str = "", key: str = "", delay: int = 0
    ) -> None:
        if not 0 <= delay <= LONGEST_DELAY:
            raise ValueError(f"a message can't wait for {delay} s")
        with self._lock:
            body = encode(message).decode()
            name = (queue, group, key or body)
            if group and name in self._keys:
                return
            self._keys.add(name)
            due = self._now() + timedelta(seconds=0 if group else delay)
            queued = Queued(body, due, group)
            self._waiting.setdefault(queue, []).append(queued)

    def take(self, queue: str) -> list[str]:
        """Take out the bodies of the messages that are due."""
        now = self._now()
        with self._lock:
            waiting = self._waiting.pop(queue, [])
            self._waiting[queue] = [each for each in waiting if each.due > now]
        return [each.body for each in sorted(waiting, key=lambda each: each.due) if each.due <= now]

    def waiting(self, queue: str) -> list[Any]:
        """Return the messages of a queue, due or not, in the order in which they were sent."""
        with self._lock:
            return [decode(each.body) for each in self._waiting.get(queue, [])]
