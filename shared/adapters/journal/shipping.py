"""Passes a journal's acknowledged commits on to the consumers of the log.

The consumers tolerate repeats, and order commits by position.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from typing import Protocol

from shared.adapters.journal.slots import slot_of
from shared.application.commands.ports import LogUnavailable
from shared.wire.shipped import Kept, records_of

MOST_WAITING = 100_000
"""Maximum commits that wait to be passed on: some 20 s of full load. Then it takes no more."""


class Facts(Protocol):
    """A stream of records, each with a key."""

    def put(self, records: Sequence[tuple[str, bytes]]) -> Sequence[tuple[str, bytes]]:
        """Return the records that were written: for each key, only the first ones may be."""


class Backlog:
    """Acknowledged commits of one journal that are not passed on yet. Not thread-safe."""

    def __init__(self) -> None:
        self.shipped = 0
        self.size = 0
        self._waiting: deque[tuple[int, Sequence[Kept]]] = deque()

    @property
    def is_full(self) -> bool:
        return self.size >= MOST_WAITING

    def add(self, position: int, commits: Sequence[Kept]) -> None:
        """Add the commits of an acknowledged entry."""
        self._waiting.append((position, commits))
        self.size += len(commits)

    def due(self) -> tuple[int, list[Kept]]:
        """Return the position of the last entry that waits, and the commits up to it."""
        position = self._waiting[-1][0] if self._waiting else self.shipped
        return position, [each for _, commits in self._waiting for each in commits]

    def done(self, position: int) -> None:
        """Remove the commits up to a position, which were passed on."""
        while self._waiting and self._waiting[0][0] <= position:
            self.size -= len(self._waiting.popleft()[1])
        self.shipped = max(self.shipped, position)


def ship(facts: Facts, alphabet: bytes, commits: Iterable[Kept]) -> None:
    """Pass commits on, in order within a slot; raise LogUnavailable unless all were written."""
    slots: dict[int, list[Kept]] = {}
    for each in commits:
        slots.setdefault(slot_of(each[0]), []).append(each)
    records = [
        (str(slot), record) for slot, some in slots.items() for record in records_of(alphabet, some)
    ]
    if records and len(facts.put(records)) < len(records):
        raise LogUnavailable("not all facts could be passed on")
