"""Collects commits that are offered to one incarnation together. The caller holds its lock."""

from __future__ import annotations

from collections.abc import Sequence

from shared.adapters.journal.pack import Pack
from shared.adapters.journal.slots import slot_of
from shared.adapters.journal.tenure import Tenure
from shared.application.commands.ports import LogUnavailable, StreamMoved
from shared.wire.packed import Prepared


class Offers:
    """`pending` are the packs that must be acknowledged before moved streams are read again."""

    def __init__(self, tenure: Tenure, *, is_over: bool) -> None:
        self.pending: list[Pack] = []
        self._tenure = tenure
        self._is_over = is_over

    def add(self, commits: Sequence[Prepared], failure: LogUnavailable | None) -> Pack | Exception:
        """Return the pack to wait for, or the error: a slot was not claimed, or was lost since."""
        streams = [each.commit.stream for each in commits]
        if failure is not None:
            return failure
        if self._is_over or not {slot_of(each) for each in streams} <= self._tenure.slots.keys():
            return LogUnavailable("the stream's slot has just been taken over")
        if self._tenure.backlog.is_full:
            return LogUnavailable("too many facts wait to be passed on")
        offered = self._tenure.offer(commits)
        if isinstance(offered, StreamMoved):
            self.pending += self._tenure.pending(streams)
        return offered
