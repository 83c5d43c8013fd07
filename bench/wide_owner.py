"""What a seeker more of a wide hunt takes of a writer's memory, by how many commits it has.

The journal, snapshots and segments are files, so all memory that grows is the writer's own.
"""

from __future__ import annotations

import ctypes
import gc
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from itertools import batched, count
from pathlib import Path
from secrets import token_hex
from tempfile import TemporaryFile
from typing import IO

from bench.rows import Row
from shared.adapters.journal.log import JournalLog
from shared.adapters.journal.protocol import Written
from shared.adapters.journal.sections import Sections
from shared.adapters.journal.segment_writer import SegmentWriter
from shared.adapters.journal.segments import Name
from shared.adapters.journal.settings import Settings
from shared.adapters.memory.journal import InMemoryJournal
from shared.games.hunt import HUNT
from shared.games.hunt import facts as f
from shared.games.hunt.energy import Energy
from shared.games.hunt.streams import seeker_stream
from shared.kernel.facts import Commit
from shared.runtime.clock import new_id
from shared.wire.packed import PackedCodec

NAME = "A writer's memory of a wide hunt: a seeker more (real commits, nobody's state is folded)"
FEW, MANY = 10_000, 40_000
COMMITS = (1, 16)
GROUP = 64
ENTRIES = 200
"""Entries in a segment, which is in memory as a whole, however many seekers there are."""

ROOM = "wide-h"
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
LABELS = (
    "a seeker with commits",
    "  most, while a snapshot is written",
    "  most, while segments are",
)


def run() -> list[Row]:
    return [row for commits in COMMITS for row in _rows(commits)]


def _rows(commits: int) -> Iterator[Row]:
    few, many = _measured(commits, FEW), _measured(commits, MANY)
    for label, less, more in zip(LABELS, few, many, strict=True):
        text = label if label.startswith(" ") else f"{label}: {commits}"
        yield text, round((more - less) / (MANY - FEW)), "B (to reach: 400)"


def _measured(commits: int, seekers: int) -> list[int]:
    """Measure in a process of its own."""
    asked = [sys.executable, "-m", __name__, str(commits), str(seekers)]
    told = subprocess.run(asked, check=True, capture_output=True, text=True)  # noqa: S603 - itself
    return [int(each) for each in told.stdout.split()]


class File:
    """What was written, by what it is called."""

    def __init__(self) -> None:
        self._file = TemporaryFile()  # noqa: SIM115 - for as long as the process
        self._places: dict[object, tuple[int, int]] = {}

    def write(self, key: object, data: bytes) -> None:
        self._places[key] = self._file.seek(0, 2), len(data)
        self._file.write(data)

    def read(self, key: object, offset: int = 0, size: int | None = None) -> bytes:
        begin, length = self._places[key]
        at = max(0, length + offset) if offset < 0 else offset
        self._file.seek(begin + at)
        return self._file.read(min(length - at, length if size is None else size))

    def names(self, incarnation: str) -> list[Name]:
        every = [each for each in self._places if isinstance(each, Name)]
        return [each for each in every if each.incarnation == incarnation]


class FileJournal(InMemoryJournal):
    def __init__(self) -> None:
        super().__init__()
        self._file = File()

    def put(self, incarnation: str, position: int, entry: bytes) -> Written:
        self._file.write(position, entry)
        return super().put(incarnation, position, b"")

    def entries(self, incarnation: str, first: int, last: int | None) -> Iterator[bytes]:
        for position, _ in zip(count(first), super().entries(incarnation, first, last)):
            yield self._file.read(position)


class _Snapshots:
    def write(self, incarnation: str, data: IO[bytes]) -> None:
        """A snapshot is at hand as a file."""

    def read(self, incarnation: str, offset: int, size: int) -> bytes:
        """Return nothing: it is not kept."""
        del incarnation, offset, size
        return b""


def _play(commits: int, seekers: int) -> Iterator[int]:
    """Yield bytes of memory: in use, and the most of two duties."""
    codec, settings = PackedCodec([HUNT]), Settings(at_once=1, gap=0.0)
    store = FileJournal()
    log = JournalLog(store, codec, new_id, settings)
    with closing(log):
        for number in range(commits):
            for some in batched(range(seekers), GROUP, strict=False):
                log.append_each([[commit_of(f"player-{each:07}", number)] for each in some])
        gc.collect()
        ctypes.CDLL(None).malloc_trim(0)
        yield status("VmRSS")
        forget_most()
        Sections(log.host.locked(), _Snapshots()).freeze(log.host.tenure(), ())
        yield status("VmHWM")
        forget_most()
        writer = SegmentWriter(store, File(), ENTRIES)
        while writer.keep(log.host.incarnation):
            pass
        yield status("VmHWM")


def forget_most() -> None:
    Path("/proc/self/clear_refs").write_text("5")


def commit_of(name: str, number: int) -> Commit:
    """Let a seeker join and walk; an owner keeps the newest sixteen commits of each stream."""
    at = NOON + timedelta(seconds=number)
    energy = Energy(100 - number, at)
    fact = (
        f.SeekerMoved(at, 1, number % 2, 0, energy)
        if number
        else f.SeekerJoined(at, 1, ROOM, name, f"id-{name}", 0, 0, energy)
    )
    sent = (at, f"id-{name}", new_id(), token_hex(8), dict(HUNT.outcome((fact,))))
    return Commit(seeker_stream(ROOM, name), number + 1, (fact,), *sent)


def status(name: str) -> int:
    lines = Path("/proc/self/status").read_text().splitlines()
    (line,) = [each for each in lines if each.startswith(name)]
    return int(line.split()[1]) * 1024


if __name__ == "__main__":
    print(*_play(int(sys.argv[1]), int(sys.argv[2])))
