"""What has left the journal's table is read from segments, and nothing is left out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext, suppress
from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import uuid4

import boto3
import pytest

from functions.scheduled.archive import keep_journals
from shared.adapters.journal.keeping import GRACE
from shared.adapters.journal.log import JournalLog
from shared.adapters.journal.segment_writer import SegmentWriter
from shared.adapters.journal.segments import Name, Segments, joined
from shared.adapters.journal.settings import Settings
from shared.adapters.journal.slots import slot_of
from shared.adapters.journal.store import Member, WriterRow
from shared.adapters.journal.sweep import LATE, Sweep
from shared.adapters.memory.journal import InMemoryJournal
from shared.adapters.memory.segments import InMemorySegments
from shared.adapters.memory.snapshots import InMemorySnapshots
from shared.adapters.s3.segments import S3Segments
from shared.adapters.s3.snapshots import S3Snapshots
from shared.application.commands.ports import LogUnavailable
from shared.application.ports import Unavailable
from shared.kernel.facts import Commit
from shared.runtime.clock import new_id
from tests.memory import Clock
from tests.ports.journals import PACKED
from tests.ports.log_stores import ministack
from tests.ports.test_log import ANN, BOB, commit

READER = Settings(claims=False)
SERVICES = "s3"


@pytest.fixture(scope="module")
def emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with ministack(tmp_path_factory.mktemp("ministack"), SERVICES) as address:
        yield address


type Bucket = tuple[Any, str]


@pytest.fixture(params=["memory", "s3"])
def bucket(request: pytest.FixtureRequest) -> Bucket | None:
    """A client of S3 and a new bucket; none for what is in memory."""
    if request.param == "memory":
        return None
    client = boto3.client(
        "s3",
        endpoint_url=request.getfixturevalue("emulator"),
        region_name="us-east-1",
        aws_access_key_id="test",
        aws_secret_access_key="test",
    )
    name = f"segments-{uuid4().hex[:8]}"
    client.create_bucket(Bucket=name)
    return client, name


@pytest.fixture
def segments(bucket: Bucket | None) -> Segments:
    return S3Segments(*bucket) if bucket else InMemorySegments()


def test_parts_of_snapshots_are_read(bucket: Bucket | None) -> None:
    snapshots = S3Snapshots(*bucket) if bucket else InMemorySnapshots()
    assert snapshots.read("w", -4, 4) == b""
    snapshots.write("w", BytesIO(b"0123456789"))
    assert snapshots.read("w", -4, 4) == b"6789"
    assert snapshots.read("w", -64, 64) == b"0123456789"
    assert snapshots.read("w", 2, 3) == b"234"
    snapshots.write("w", BytesIO(b"01"))
    assert snapshots.read("w", 2, 3) == b""


class Place:
    """A journal's table and segments, which one process after the other writes to."""

    def __init__(self, segments: Segments, store: type[InMemoryJournal] = InMemoryJournal) -> None:
        self.clock = Clock()
        self.store = store(self.clock)
        self.segments = segments
        self.writer = SegmentWriter(self.store, segments, most=7)

    def open(self, settings: Settings | None = None) -> JournalLog:
        return JournalLog(self.store, PACKED, new_id, settings, segments=self.segments)

    def keep(self, incarnation: str) -> int:
        """Write segments, and let the table remove all; return how many entries that were."""
        while self.writer.keep(incarnation):
            pass
        return self.wait(GRACE)

    def wait(self, time: timedelta) -> int:
        """Let time pass; return how many entries the table removed."""
        self.clock.now += time
        return self.store.remove_expired()

    def sweep(self) -> None:
        keep_journals(Sweep(self.store, self.segments, self.clock))

    def read(self, stream: str, after: int = 0) -> list[Commit]:
        reader = self.open(READER)
        try:
            return list(reader.read(stream, after))
        finally:
            reader.close()


def write(log: JournalLog, first: int, last: int) -> None:
    for position in range(first, last + 1):
        log.append(commit(ANN, position))


def take_over(log: JournalLog, position: int) -> None:
    """Write a commit: tried once more, as it takes two looks to see that a writer is silent."""
    with suppress(LogUnavailable):
        log.append(commit(ANN, position))
        return
    log.append(commit(ANN, position))


class TestSegments:
    def test_hold_what_the_table_holds_no_more(self, segments: Segments) -> None:
        place = Place(segments)
        log = place.open()
        write(log, 1, 20)
        log.append(commit(BOB, 1))
        assert place.keep(log.host.incarnation) == 21
        write(log, 21, 23)

        assert place.read(ANN) == [commit(ANN, each) for each in range(1, 24)]
        assert place.read(ANN, after=19) == [commit(ANN, each) for each in range(20, 24)]
        assert place.read(BOB) == [commit(BOB, 1)]
        assert list(log.read(ANN)) == [commit(ANN, each) for each in range(1, 24)]
        log.close()

    def test_are_begun_where_the_last_one_ends_whoever_writes_them(
        self, segments: Segments
    ) -> None:
        place = Place(segments)
        log = place.open()
        write(log, 1, 9)
        place.keep(log.host.incarnation)
        write(log, 10, 20)
        place.writer = SegmentWriter(place.store, segments, 3)
        place.keep(log.host.incarnation)

        names = joined(segments.names(log.host.incarnation))
        assert [(each.first, each.last) for each in names][:3] == [(1, 7), (8, 9), (10, 12)]
        assert names[-1].last == 20
        assert place.read(ANN) == [commit(ANN, each) for each in range(1, 21)]
        log.close()

    def test_serve_who_takes_over_without_a_snapshot(self, segments: Segments) -> None:
        place = Place(segments)
        first = place.open()
        write(first, 1, 20)
        place.keep(first.host.incarnation)
        first.close()
        second = place.open()
        write(second, 21, 22)
        assert [each.position for each in second.latest(ANN)] == list(range(7, 23))
        assert place.read(ANN) == [commit(ANN, each) for each in range(1, 23)]
        second.close()

    def test_are_finished_by_a_process_that_ends(self, segments: Segments) -> None:
        place = Place(segments)
        log = place.open()
        write(log, 1, 3)
        log.close()
        assert joined(segments.names(log.host.incarnation))[-1].last == 3
        assert not place.store.read_members()

    def test_that_are_missing_are_said_rather_than_left_out(self) -> None:
        place = Place(InMemorySegments())
        log = place.open()
        write(log, 1, 9)
        log.host.release(slot_of(ANN))
        place.keep(log.host.incarnation)
        place.segments = InMemorySegments()
        with pytest.raises(LogUnavailable, match="is not to be had"):
            place.read(ANN)
        log.close()


class Failing:
    """Fails to write a segment, before it is there or after."""

    def __init__(self, *, after: bool) -> None:
        self.segments = InMemorySegments()
        self._after = after

    def __getattr__(self, name: str) -> Any:
        return getattr(self.segments, name)

    def write(self, name: Name, data: bytes) -> None:
        if self._after:
            self.segments.write(name, data)
        raise Unavailable("no answer")


class Mute(InMemoryJournal):
    """Hears the first heartbeat of a writer only."""

    def write_writer(self, row: WriterRow) -> None:
        if row.beat == 0:
            super().write_writer(row)


class TestFault:
    @pytest.mark.parametrize("after", [False, True])
    def test_of_a_write_leaves_what_is_to_be_kept(self, *, after: bool) -> None:
        failing = Failing(after=after)
        place = Place(failing.segments)
        log = place.open()
        write(log, 1, 9)
        place.writer = SegmentWriter(place.store, failing)
        with pytest.raises(Unavailable):
            place.keep(log.host.incarnation)

        place.writer = SegmentWriter(place.store, failing.segments)
        assert place.keep(log.host.incarnation) == 9
        assert place.read(ANN) == [commit(ANN, each) for each in range(1, 10)]
        log.close()

    def test_of_a_writer_that_told_nothing_more_loses_nothing_that_was_removed(self) -> None:
        place = Place(InMemorySegments(), Mute)
        silent = place.open()
        write(silent, 1, 9)
        assert place.keep(silent.host.incarnation) == 9

        other = place.open(Settings(silence=0.0))
        take_over(other, 10)
        assert place.read(ANN) == [commit(ANN, each) for each in range(1, 11)]
        other.close()
        silent.close()


class TestSweep:
    def test_leaves_to_writers_what_is_not_late(self) -> None:
        place = Place(InMemorySegments())
        log = place.open()
        write(log, 1, 3)
        place.sweep()
        assert not place.segments.names(log.host.incarnation)
        log.close()

    def test_keeps_what_nobody_else_does(self, segments: Segments) -> None:
        place = Place(segments)
        log = place.open()
        write(log, 1, 3)
        place.wait(LATE)
        place.sweep()
        assert place.wait(GRACE) == 3
        assert place.read(ANN) == [commit(ANN, each) for each in range(1, 4)]
        log.close()

    def test_lets_stay_what_no_segment_can_be_written_of(self) -> None:
        failing = Failing(after=False)
        place = Place(failing.segments)
        log = place.open()
        write(log, 1, 3)
        for _ in range(10):
            assert place.wait(GRACE / 3) == 0
            with pytest.raises(Unavailable, match=log.host.incarnation):
                keep_journals(Sweep(place.store, failing, place.clock))

        place.wait(LATE)
        place.sweep()
        assert place.wait(GRACE) == 3
        assert place.read(ANN) == [commit(ANN, each) for each in range(1, 4)]
        log.close()

    @pytest.mark.parametrize(("acknowledged", "is_lost"), [(3, True), (0, False)])
    def test_tells_of_what_is_gone_and_in_no_segment(
        self, acknowledged: int, is_lost: bool
    ) -> None:
        """What nobody was told that it is written may go."""
        place = Place(InMemorySegments())
        place.store.write_writer(WriterRow("w1", 1, acknowledged, "", b""))
        place.store.write_member(Member("w1", "", 0))
        for position in (1, 2, 3):
            place.store.put("w1", position, b"entry")
        assert place.wait(GRACE) == 3
        with pytest.raises(Unavailable, match="w1") if is_lost else nullcontext():
            place.sweep()

    def test_goes_on_with_others_where_one_can_not_be_looked_at(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        place = Place(InMemorySegments())
        log = place.open()
        write(log, 1, 3)
        place.store.write_member(Member("aa", "", 0))
        real = place.store.read_writer

        def away(incarnation: str) -> WriterRow | None:
            if incarnation == "aa":
                raise LogUnavailable
            return real(incarnation)

        monkeypatch.setattr(place.store, "read_writer", away)
        place.wait(LATE)
        with pytest.raises(Unavailable, match=r"of aa$"):
            place.sweep()
        assert place.segments.names(log.host.incarnation)
        log.close()


class TestJoined:
    def test_leaves_out_what_two_others_hold_and_what_is_behind_a_gap(self) -> None:
        names = [Name("w", *each) for each in [(1, 4), (3, 6), (5, 9), (11, 12)]]
        assert [(each.first, each.last) for each in joined(names)] == [(1, 4), (5, 9)]
