"""The background duties of a writer of journals: heartbeats, takeovers, and passing on facts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import batched
from math import inf
from threading import Condition, Event
from typing import Protocol

from shared.adapters.journal.enduring import enduring
from shared.adapters.journal.history import Histories
from shared.adapters.journal.keeping_thread import Keeping
from shared.adapters.journal.liveness import BEAT_SECONDS
from shared.adapters.journal.membership import Gone, Membership
from shared.adapters.journal.settings import Settings
from shared.adapters.journal.shipping import Facts, ship
from shared.adapters.journal.slots import SLOTS
from shared.adapters.journal.tenure import Tenure

AT_ONCE, BATCH = 4, 8
"""Threads that claim slots, and slots that each claims at once."""

SHIP_SECONDS = 0.05
"""Seconds for which facts are gathered into one record of a slot, as each record costs the same."""

LAST_SECONDS = 5.0
"""Seconds for which an ending process passes on facts; others pass on what is left."""


class Host(Protocol):
    """The writer of journals; `over` says that it has stopped."""

    claims: bool
    over: Event

    def tenure(self) -> Tenure: ...
    def locked(self) -> Condition: ...
    def take(self, numbers: Iterable[int], gone: str | None = None) -> None: ...
    def give(self, *numbers: int) -> None: ...
    def depose(self, tenure: Tenure) -> None: ...


class Upkeep:
    """Each duty has its own thread, so that a slow one delays no heartbeat."""

    def __init__(
        self,
        host: Host,
        membership: Membership,
        histories: Histories,
        settings: Settings,
        facts: Facts | None,
        keeping: Keeping | None = None,
    ) -> None:
        self.unowned = 0
        self._host = host
        self._membership = membership
        self._histories = histories
        self._settings = settings
        self._facts = facts
        self._keeping = keeping

    def duties(self) -> Iterator[Callable[[], None]]:
        """Yield the functions that run until the host is over."""
        yield self._live
        yield self._look_after_others
        if self._facts is not None:
            yield partial(self._ship, self._facts)
        if self._keeping is not None:
            yield self._keeping.go_on

    def _live(self) -> None:
        """Write a heartbeat every second; begin a new journal if this one was sealed.

        A process whose disk has lost streams does so too, and reads them from the journal again.
        """
        while not self._host.over.wait(BEAT_SECONDS):
            with enduring(self._host.over):
                tenure = self._host.tenure()
                if self._membership.renew(tenure) or tenure.heads.is_lost:
                    with self._host.locked():
                        self._host.depose(tenure)

    def _look_after_others(self) -> None:
        """Every second, take over from gone writers, and claim a fair part of all slots."""
        while not self._host.over.wait(BEAT_SECONDS):
            if self._host.claims:
                with enduring(self._host.over):
                    self._look()

    def _look(self) -> None:
        self._histories.snapshots.forget()
        around = self._membership.around()
        self.unowned = SLOTS - sum(each.owner is not None for each in around.slots)
        for each in self._membership.gone(around, self._host.tenure().writer.incarnation):
            if self._keeping is None or not self._keeping.has(each.incarnation):
                self._end(each)
        if not self._settings.shares:
            return
        part = self._membership.part(around, self._host.tenure())
        self._take_all(part)
        surplus = self._membership.surplus(around, self._host.tenure())
        for some in batched(surplus[: 4 * BATCH], BATCH, strict=False):
            self._host.give(*some)

    def _end(self, gone: Gone) -> None:
        """Take over from a gone writer, pass on its remaining facts, and finish its journal."""
        of = gone.incarnation
        self._take_all(self._histories.busiest(of, gone.slots), of)
        self._membership.seal(gone.incarnation, self._host.tenure().writer.incarnation)
        if self._facts is not None:
            rest = self._histories.tail(gone.incarnation, gone.shipped)
            ship(self._facts, self._membership.alphabet, rest)
        if self._keeping is None:
            self._membership.forget(gone.incarnation)
        else:
            self._keeping.take(gone.incarnation)

    def _take_all(self, slots: Iterable[int], gone: str | None = None) -> None:
        """Claim slots in parallel, a few at a time: a slot in demand can be claimed in between."""
        some = batched(slots, BATCH, strict=False)
        self._settings.threads.each(AT_ONCE, partial(self._host.take, gone=gone), some)

    def _ship(self, facts: Facts) -> None:
        """Pass on acknowledged facts; at the end, as many as possible within `LAST_SECONDS`."""
        until, now = inf, self._settings.threads.now
        while now() < until:
            if self._host.over.wait(SHIP_SECONDS):
                until = min(until, now() + LAST_SECONDS)
            with self._host.locked():
                backlog = self._host.tenure().backlog
                position, commits = backlog.due()
            if not commits and self._host.over.is_set():
                return
            with enduring(self._host.over):
                ship(facts, self._membership.alphabet, commits)
                with self._host.locked():
                    backlog.done(position)
