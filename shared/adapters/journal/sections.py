"""Writes snapshots of what an owner knows, so that a takeover need not read a whole journal."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import chain
from tempfile import SpooledTemporaryFile
from threading import Condition, Event, Lock
from time import monotonic

from shared.adapters.journal.enduring import enduring
from shared.adapters.journal.last_snapshots import Snapshots
from shared.adapters.journal.protocol import Slot
from shared.adapters.journal.tenure import Tenure
from shared.application.commands.ports import LogUnavailable
from shared.application.ports import Unavailable
from shared.wire.sections import encode_snapshot

EVERY_SECONDS = 10.0
BYTES_A_SECOND = 5_000_000
"""Maximum bytes of snapshots per second: a large one is written less often."""

MOST_BYTES = 4_000_000
"""Maximum size of a snapshot in memory; a larger one is built on disk."""

KEPT_SECONDS = 60.0
"""Seconds for which a snapshot includes given-up slots: by then their new owner has its own."""


class Sections:
    """A snapshot is one object for each writer. `guard` is the lock of the tenure."""

    def __init__(self, guard: Condition, snapshots: Snapshots | None) -> None:
        self._guard = guard
        self._snapshots = snapshots
        self._writing = Lock()
        self._frozen: dict[int, tuple[bytes, float]] = {}
        self._written: tuple[str, int] = ("", 0)

    def write_for(self, over: Event, tenure: Callable[[], Tenure]) -> None:
        """Write a snapshot every few seconds if something has changed, until `over` is set."""
        if self._snapshots is None:
            return
        pause = EVERY_SECONDS
        while not over.wait(pause):
            with enduring(over):
                size = self._write(tenure())
                pause = max(EVERY_SECONDS, size / BYTES_A_SECOND)

    def freeze(self, tenure: Tenure, slots: Sequence[Slot]) -> None:
        """Write a snapshot of slots that are being given up, so that the next owner reads less."""
        until = monotonic() + KEPT_SECONDS
        with suppress(Unavailable):
            for slot in slots:
                self._frozen[slot.number] = self._section(tenure, slot), until
            self._write(tenure)

    def _write(self, tenure: Tenure) -> int:
        """Return the size of the snapshot, or 0 if there is nothing new."""
        with self._writing:
            mark = (tenure.writer.incarnation, tenure.writer.acknowledged)
            if self._snapshots is None or (mark == self._written and not self._frozen):
                return 0
            self._frozen = {
                slot: (section, until)
                for slot, (section, until) in self._frozen.items()
                if until > monotonic() and slot not in tenure.slots
            }
            with told_of_disk(), SpooledTemporaryFile(MOST_BYTES) as file:
                for each in self._parts(tenure):
                    file.write(each)
                size = file.tell()
                file.seek(0)
                self._snapshots.write(tenure.writer.incarnation, file)
            self._written = mark
            return size

    def _parts(self, tenure: Tenure) -> Iterator[bytes]:
        own = (self._section(tenure, slot) for slot in list(tenure.slots.values()))
        return encode_snapshot(chain(own, [section for section, _ in self._frozen.values()]))

    def _section(self, tenure: Tenure, slot: Slot) -> bytes:
        """Return one slot's section; the lock is held for one slot at a time, so commits go on."""
        with self._guard:
            if tenure.is_deposed:
                raise LogUnavailable("another process has taken over this journal's streams")
            return tenure.heads.section(slot.number, slot.version, tenure.writer.acknowledged)


@contextmanager
def told_of_disk() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise LogUnavailable(f"the disk takes no snapshot: {error}") from error
