"""Writes snapshots of what an owner knows: who takes over need not read all of a journal."""

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
"""A large snapshot is written less often: by so many bytes."""

MOST_BYTES = 4_000_000
"""Of a snapshot in memory; a larger one is on the disk until it is written."""

KEPT_SECONDS = 60.0
"""For so long a snapshot tells of slots that were given up: by then their owner has its own."""


class Sections:
    """A snapshot is one object of a writer. `guard` is what guards the tenure."""

    def __init__(self, guard: Condition, snapshots: Snapshots | None) -> None:
        self._guard = guard
        self._snapshots = snapshots
        self._writing = Lock()
        self._frozen: dict[int, tuple[bytes, float]] = {}
        self._written: tuple[str, int] = ("", 0)

    def write_for(self, over: Event, tenure: Callable[[], Tenure]) -> None:
        """Write one every few seconds, if something has changed, until it is over."""
        if self._snapshots is None:
            return
        pause = EVERY_SECONDS
        while not over.wait(pause):
            with enduring(over):
                size = self._write(tenure())
                pause = max(EVERY_SECONDS, size / BYTES_A_SECOND)

    def freeze(self, tenure: Tenure, slots: Sequence[Slot]) -> None:
        """Write what is known of slots that are being given up. Without it, others read more."""
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
        """Each slot is looked at by itself: commits wait no longer than that takes."""
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
