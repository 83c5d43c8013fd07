"""Writes the entries of a journal when they are due."""

from __future__ import annotations

from threading import Condition, Event
from typing import Protocol

from shared.adapters.journal.protocol import run, write
from shared.adapters.journal.settings import Settings
from shared.adapters.journal.store import JournalStore
from shared.adapters.journal.tenure import Tenure
from shared.application.commands.ports import LogUnavailable

RETRY_SECONDS = 0.05


class Host(Protocol):
    """The writer of the journal; `over` says that it has stopped, `locked` guards the tenure."""

    over: Event

    def tenure(self) -> Tenure: ...
    def locked(self) -> Condition: ...
    def depose(self, tenure: Tenure) -> None: ...


class Sending:
    """Shared by all sending threads; `slowest` is the longest put since its reset, in seconds."""

    def __init__(self, host: Host, store: JournalStore, settings: Settings, *, ships: bool) -> None:
        self.slowest = 0.0
        self._host = host
        self._store = store
        self._gap, self._now = settings.gap, settings.threads.now
        self._ships = ships

    def send(self) -> None:
        """Write entries when due; an exception ends heartbeats too, so that others take over."""
        try:
            while (started := self._next()) is not None:
                self._write_entry(*started)
        except BaseException:
            ready = self._host.locked()
            with ready:
                self._host.over.set()
                self._host.tenure().depose()
                ready.notify_all()
            raise

    def _write_entry(self, tenure: Tenure, position: int, entry: bytes) -> None:
        began = self._now()
        is_in = self._write(tenure, position, entry)
        ready = self._host.locked()
        with ready:
            self.slowest = max(self.slowest, self._now() - began)
            if is_in and not tenure.is_deposed:
                tenure.land(position, ships=self._ships)
            elif not is_in and not self._host.over.is_set():
                self._host.depose(tenure)
            ready.notify()

    def _next(self) -> tuple[Tenure, int, bytes] | None:
        """Wait until an entry is due and return it; return None when the host is closed."""
        ready = self._host.locked()
        with ready:
            while not self._host.over.is_set():
                tenure = self._host.tenure()
                now = self._now()
                due = tenure.due_in(now, self._gap)
                if due == 0:
                    position, entry = tenure.start(now)
                    if tenure.due_in(now, self._gap) is not None:
                        ready.notify()  # another thread sends what is left
                    return tenure, position, entry
                ready.wait(due)
        return None

    def _write(self, tenure: Tenure, position: int, entry: bytes) -> bool:
        """Retry until the put succeeds: no later entry is acknowledged before this one."""
        while not (self._host.over.is_set() or tenure.is_deposed):
            try:
                return run(self._store, write(tenure.writer.incarnation, position, entry))
            except LogUnavailable:
                self._host.over.wait(RETRY_SECONDS)
        return False
