"""Implements the log for a process that owns slots: it asks the other owners for their streams."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from shared.adapters.journal.told import NotOwner
from shared.application.commands.ports import Log
from shared.kernel.facts import Commit
from shared.kernel.rules import SNAPSHOT_EVERY


class LogOfOwner:
    """Writes only to its `own` journal, and reads streams of other slots from `others`.

    In a wide room a command reads streams of other slots: the room's plan, or the claimant's.
    """

    def __init__(self, own: Log, others: Log) -> None:
        self._own = own
        self._others = others

    def append(self, *commits: Commit) -> None:
        self._own.append(*commits)

    def append_each(self, appends: Sequence[Sequence[Commit]]) -> Sequence[Exception | None]:
        return self._own.append_each(appends)

    def latest(self, stream: str, limit: int = SNAPSHOT_EVERY) -> Sequence[Commit]:
        try:
            return self._own.latest(stream, limit)
        except NotOwner:
            return self._others.latest(stream, limit)

    def read(self, stream: str, after: int = 0, limit: int | None = None) -> Iterator[Commit]:
        try:
            return self._own.read(stream, after, limit)
        except NotOwner:
            return self._others.read(stream, after, limit)

    def streams(self, family: str) -> Iterator[str]:
        return self._others.streams(family)
