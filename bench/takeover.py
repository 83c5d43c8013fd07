"""Measures one of three owners that takes over its third of a dead owner's streams.

Snapshot and journal are files, so memory that grows is the claimant's own.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from itertools import batched
from time import process_time
from typing import IO

from msgspec.structs import replace

from bench.rows import Row
from bench.wide_owner import GROUP, File, FileJournal, commit_of, forget_most, status
from shared.adapters.journal.history import Histories
from shared.adapters.journal.log import JournalLog
from shared.adapters.journal.protocol import Slot
from shared.adapters.journal.settings import Settings
from shared.adapters.journal.upkeep import BATCH
from shared.games.hunt import HUNT
from shared.kernel.facts import StreamState
from shared.kernel.rules import SNAPSHOT_EVERY
from shared.runtime.clock import new_id
from shared.wire.packed import PackedCodec

NAME = "Taking over a third of an owner of 30,000 seekers, each with 16 commits and its state"
SEEKERS = 30_000
LATE = 640
"""Seekers that have acted after the snapshot, ten groups of them: so much is not passed on yet."""

SURVIVORS = 3


def run() -> list[Row]:
    asked = [sys.executable, "-m", __name__]
    told = subprocess.run(asked, check=True, capture_output=True, text=True)  # noqa: S603 - itself
    loading, passing_on, memory = map(float, told.stdout.split())
    return [
        ("knowing its slots", loading, "ms of a processor"),
        ("passing on what was not", passing_on, "ms of a processor"),
        ("most memory", memory, "MB more than before"),
    ]


class FileSnapshots:
    def __init__(self) -> None:
        self._file = File()

    def write(self, incarnation: str, data: IO[bytes]) -> None:
        self._file.write(incarnation, data.read())

    def read(self, incarnation: str, offset: int, size: int) -> bytes:
        return self._file.read(incarnation, offset, size)


def _play(log: JournalLog, codec: PackedCodec) -> int:
    """Play and write a snapshot, then go on; return how far the journal was passed on by then."""
    for some in batched(range(SEEKERS), GROUP, strict=False):
        streams = [
            [commit_of(f"player-{each:07}", number) for number in range(SNAPSHOT_EVERY)]
            for each in some
        ]
        for number in range(SNAPSHOT_EVERY - 1):
            log.append_each([[stream[number]] for stream in streams])
        states = [codec.fold(StreamState(stream[0].stream), stream) for stream in streams]
        log.append_each(
            [
                [replace(stream[-1], snapshot=state)]
                for stream, state in zip(streams, states, strict=True)
            ]
        )
    tenure = log.host.tenure()
    log.host._sections.freeze(tenure, ())  # noqa: SLF001 - as every ten seconds
    shipped = tenure.writer.acknowledged
    for some in batched(range(LATE), GROUP, strict=False):
        log.append_each([[commit_of(f"player-{each:07}", SNAPSHOT_EVERY)] for each in some])
    return shipped


def _measured() -> Iterator[float]:
    codec, store, snapshots = PackedCodec([HUNT]), FileJournal(), FileSnapshots()
    log = JournalLog(store, codec, new_id, Settings(at_once=1, gap=0.0), snapshots=snapshots)
    with closing(log):
        shipped = _play(log, codec)
        gone, last = log.host.incarnation, log.host.tenure().writer.acknowledged
        every = {each.number: each for each in log.host.tenure().slots.values()}
        claimant = Histories(store, codec, snapshots)
        forget_most()
        before, began = status("VmRSS"), process_time()
        part = claimant.busiest(gone, every)[: len(every) // SURVIVORS]
        for some in batched(part, BATCH, strict=False):
            slots = [every[number] for number in some]
            assert claimant.load([Slot(each.number, 2, each.closed(last)) for each in slots])
        loaded = process_time()
        assert sum(1 for _ in claimant.tail(gone, shipped)) == LATE
        yield (loaded - began) * 1e3
        yield (process_time() - loaded) * 1e3
        yield (status("VmHWM") - before) / 1e6


if __name__ == "__main__":
    print(*(round(each) for each in _measured()))
