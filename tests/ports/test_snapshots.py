"""Who takes a slot over knows all of it, from a snapshot and what the journal holds after it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest

from shared.adapters.journal.last_snapshots import LastSnapshots
from shared.adapters.journal.log import JournalLog
from shared.adapters.journal.protocol import Span
from shared.adapters.journal.settings import Settings
from shared.adapters.journal.slots import slot_of
from shared.adapters.memory.journal import InMemoryJournal
from shared.adapters.memory.snapshots import InMemorySnapshots
from shared.application.commands.handle_command import handle_command
from shared.application.commands.stream_cache import StreamCache
from shared.games.hunt import HUNT
from shared.games.hunt import commands as c
from shared.games.hunt.streams import hunt_stream, seeker_stream
from shared.kernel.facts import Command
from shared.runtime.clock import monotonic, new_id, now
from shared.wire.packed import PackedCodec
from shared.wire.sections import Known, Section, encode_known, encode_section, encode_snapshot
from tests.games.hunt.hunting import FREE

ANN = seeker_stream("h", "ann")
SLOT = slot_of(ANN)


class Counting:
    """A journal in memory that counts the entries that are read of it."""

    def __init__(self) -> None:
        self._store = InMemoryJournal()
        self.read = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def entries(self, incarnation: str, first: int, last: int | None) -> Iterator[bytes]:
        for entry in self._store.entries(incarnation, first, last):
            self.read += 1
            yield entry


class Process:
    """One that owns slots, and carries out commands of players."""

    def __init__(self, store: Any, snapshots: InMemorySnapshots, settings: Settings) -> None:
        codec = PackedCodec([HUNT])
        self.log = JournalLog(store, codec, new_id, settings, snapshots=snapshots)
        self.cache = StreamCache(monotonic)

    def do(self, by: str, command: Command) -> None:
        handle_command(
            self.log, self.cache, HUNT, command, by=by, command_id=new_id(), pause=lambda _: None
        ).granted()

    def plan(self) -> None:
        begin = now()
        times = (begin, begin + timedelta(hours=1))
        self.do("operator", c.PlanHunt(begin, "h", "A hunt", *times, FREE))
        self.do("ann", c.JoinHunt(now(), "h", "ann", "ann"))

    def walk(self, steps: int) -> None:
        for _ in range(steps):
            at = len(list(self.log.read(ANN))) % 2
            self.do("ann", c.Move(now(), "h", "ann", at, 0))


@contextmanager
def process(
    store: Any, snapshots: InMemorySnapshots, settings: Settings | None = None
) -> Iterator[Process]:
    made = Process(store, snapshots, settings or Settings(gap=0.0))
    try:
        yield made
    finally:
        made.log.close()


class TestHandOver:
    def test_reads_no_entry_of_a_journal_that_was_given_up(self) -> None:
        store, snapshots = Counting(), InMemorySnapshots()
        with process(store, snapshots) as first:
            first.plan()
            first.walk(40)
        store.read = 0
        with process(store, snapshots) as second:
            second.walk(0)
            newest = second.log.latest(ANN)
            assert [each.position for each in newest] == list(range(26, 42))
            assert any(each.snapshot for each in newest)
            assert store.read == 0
            second.do("ann", c.Move(now(), "h", "ann", 1, 0))

    def test_there_and_back_forgets_nothing_of_in_between(self) -> None:
        """A snapshot of an earlier claim is none of a later one, at the same position even."""
        store, snapshots = Counting(), InMemorySnapshots()
        with process(store, snapshots) as first, process(store, snapshots) as second:
            first.log.host.claim(SLOT)
            first.log.host.release(SLOT)
            second.plan()
            second.walk(3)
            second.log.host.release(SLOT)
            first.log.host.claim(SLOT)
            assert len(list(first.log.read(ANN))) == 4
        with process(store, snapshots) as third:
            assert len(list(third.log.read(ANN))) == 4
            assert len(third.log.latest(hunt_stream("h"))) == 1
            third.walk(1)

    def test_goes_on_with_what_was_written_after_the_snapshot(self) -> None:
        store, snapshots = Counting(), InMemorySnapshots()
        with process(store, snapshots) as first:
            first.plan()
            first.walk(20)
            host = first.log.host
            host._sections._write(host.tenure())
            first.walk(30)
            with process(store, snapshots, Settings(silence=0.0, gap=0.0)) as second:
                for _ in range(5):
                    try:
                        second.walk(1)
                        break
                    except Exception:  # noqa: BLE001, S112 - the first look only notes the beat
                        continue
                assert [each.position for each in second.log.read(ANN)] == list(range(1, 53))
                assert any(each.snapshot for each in second.log.latest(ANN))


class Listing(InMemorySnapshots):
    """Snapshots that list the parts that are read, but for ends."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[tuple[int, int]] = []

    def read(self, incarnation: str, offset: int, size: int) -> bytes:
        if offset >= 0:
            self.parts.append((offset, size))
        return super().read(incarnation, offset, size)


def written(snapshots: InMemorySnapshots, *sections: tuple[int, int, str]) -> None:
    """Let a writer `w` write a snapshot of slots: the number and version of each, and a stream."""
    encoded = [
        encode_section(slot, version, 7, [encode_known(Known(stream, "ann", 1, 3, (b"kept",)))])
        for slot, version, stream in sections
    ]
    snapshots.write("w", BytesIO(b"".join(encode_snapshot(encoded))))


def streams(last: LastSnapshots, slot: int, version: int = 1) -> list[str] | None:
    section = last.section(Span("w", 1, None, version), slot)
    return None if section is None else [each.stream for each in section.streams]


class TestParts:
    def test_only_the_section_is_read_that_is_asked_for(self) -> None:
        snapshots = Listing()
        written(snapshots, (4, 1, "four"), (5, 1, "five"))
        last = LastSnapshots(snapshots)
        assert last.busy("w") == {4, 5}
        assert snapshots.parts == []
        assert streams(last, 5) == ["five"]
        ((offset, _),) = snapshots.parts
        assert offset > 0

    def test_names_are_read_without_what_is_known_of_streams(self) -> None:
        snapshots = Listing()
        written(snapshots, (4, 1, "four"), (5, 2, "five"))
        four, five = LastSnapshots(snapshots).names("w")
        assert (four.slot, four.version, four.position) == (4, 1, 7)
        assert five.streams == [Known("five", "ann", 1, 3)]
        assert len(snapshots.parts) == 1

    def test_of_another_claim_there_is_nothing(self) -> None:
        snapshots = Listing()
        written(snapshots, (4, 1, "four"))
        assert streams(LastSnapshots(snapshots), 4, version=2) is None

    def test_a_slot_without_streams_is_known_from_the_index(self) -> None:
        snapshots = Listing()
        empty = encode_section(4, 1, 7, [])
        snapshots.write("w", BytesIO(b"".join(encode_snapshot([empty]))))
        last = LastSnapshots(snapshots)
        assert last.section(Span("w", 1, None, 1), 4) == Section(4, 1, 7, ())
        assert last.busy("w") == set()
        assert snapshots.parts == []

    def test_of_a_snapshot_that_was_replaced_meanwhile_the_new_one_is_read(self) -> None:
        snapshots = Listing()
        written(snapshots, (4, 1, "four"), (5, 1, "five"))
        last = LastSnapshots(snapshots)
        assert last.busy("w") == {4, 5}
        written(snapshots, (6, 1, "six"), (5, 1, "five"), (4, 1, "four, and its newest"))
        assert streams(last, 4) == ["four, and its newest"]
        written(snapshots, (6, 1, "six"))
        assert streams(last, 5) is None
        assert [each.slot for each in last.names("w")] == [6]

    @pytest.mark.parametrize("data", [b"", b"x", b"\0\0\0\0", b"what an older process wrote"])
    def test_what_is_no_snapshot_is_none(self, data: bytes) -> None:
        snapshots = Listing()
        snapshots.write("w", BytesIO(data))
        last = LastSnapshots(snapshots)
        assert (streams(last, 4), last.names("w"), last.busy("w")) == (None, (), set())
