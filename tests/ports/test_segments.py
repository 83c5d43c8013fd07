"""What has left the journal's table is read from segments, and nothing is left out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import boto3
import pytest
from msgspec.structs import replace

from shared.adapters.journal.heads import slot_of
from shared.adapters.journal.log import JournalLog
from shared.adapters.journal.segment_writer import SegmentWriter
from shared.adapters.journal.segments import Name, Segments, joined
from shared.adapters.journal.settings import Settings
from shared.adapters.memory.journal import InMemoryJournal
from shared.adapters.memory.segments import InMemorySegments
from shared.adapters.s3.segments import S3Segments
from shared.application.commands.ports import LogUnavailable
from shared.application.ports import Unavailable
from shared.kernel.facts import Commit
from shared.runtime.clock import new_id
from tests.ports.journals import PACKED
from tests.ports.log_stores import ministack
from tests.ports.test_log import ANN, BOB, commit

READER = Settings(claims=False)
SERVICES = "s3"


@pytest.fixture(scope="module")
def emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with ministack(tmp_path_factory.mktemp("ministack"), SERVICES) as address:
        yield address


@pytest.fixture(params=["memory", "s3"])
def segments(request: pytest.FixtureRequest) -> Segments:
    if request.param == "memory":
        return InMemorySegments()
    client = boto3.client(
        "s3",
        endpoint_url=request.getfixturevalue("emulator"),
        region_name="us-east-1",
        aws_access_key_id="test",
        aws_secret_access_key="test",
    )
    bucket = f"segments-{uuid4().hex[:8]}"
    client.create_bucket(Bucket=bucket)
    return S3Segments(client, bucket)


class Place:
    """A journal's table and segments, which one process after the other writes to."""

    def __init__(self, segments: Segments, store: InMemoryJournal | None = None) -> None:
        self.store = store or InMemoryJournal()
        self.segments = segments
        self.writer = SegmentWriter(self.store, segments, most=7)

    def open(self, settings: Settings | None = None) -> JournalLog:
        return JournalLog(self.store, PACKED, new_id, settings, segments=self.segments)

    def keep(self, incarnation: str) -> int:
        """Write segments, and remove from the table what is in them; return how much that was."""
        while self.writer.keep(incarnation):
            pass
        return self.store.remove_expired()

    def beat(self, log: JournalLog) -> None:
        """Tell how far the journal is acknowledged, as a heartbeat does."""
        floor = log.host.tenure().writer.acknowledged
        while self.store.read_floor(log.host.incarnation) < floor:
            row = self.store.read_writer(log.host.incarnation)
            assert row is not None
            self.store.write_writer(replace(row, beat=row.beat + 1, floor=floor))

    def read(self, stream: str, after: int = 0) -> list[Commit]:
        reader = self.open(READER)
        try:
            return list(reader.read(stream, after))
        finally:
            reader.close()


def write(log: JournalLog, first: int, last: int) -> None:
    for position in range(first, last + 1):
        log.append(commit(ANN, position))


class TestSegments:
    def test_hold_what_the_table_holds_no_more(self, segments: Segments) -> None:
        place = Place(segments)
        log = place.open()
        write(log, 1, 20)
        log.append(commit(BOB, 1))
        place.beat(log)
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
        place.beat(log)
        place.keep(log.host.incarnation)
        write(log, 10, 20)
        place.beat(log)
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
        place.beat(first)
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
        place.beat(log)
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


class Floorless(InMemoryJournal):
    """Knows of no heartbeat after the first one."""

    def read_floor(self, incarnation: str) -> int:
        del incarnation
        return 0


class TestFault:
    @pytest.mark.parametrize("after", [False, True])
    def test_between_segment_and_expiry_removes_nothing(self, *, after: bool) -> None:
        failing = Failing(after=after)
        place = Place(InMemorySegments())
        log = place.open()
        write(log, 1, 9)
        place.beat(log)
        place.writer = SegmentWriter(place.store, failing)
        with pytest.raises(Unavailable):
            place.keep(log.host.incarnation)
        assert place.store.remove_expired() == 0

        place.segments = failing.segments
        place.writer = SegmentWriter(place.store, failing.segments)
        assert place.keep(log.host.incarnation) == 9
        assert place.read(ANN) == [commit(ANN, each) for each in range(1, 10)]
        log.close()

    def test_nothing_behind_the_floor_expires(self) -> None:
        place = Place(InMemorySegments(), Floorless())
        log = place.open()
        write(log, 1, 9)
        assert place.keep(log.host.incarnation) == 0
        log.close()


class Throttled(InMemoryJournal):
    """Gives no more than two entries a time to live at once, until it is well."""

    well = False

    def expire(self, incarnation: str, first: int, last: int) -> None:
        super().expire(incarnation, first, last if self.well else min(last, first + 1))
        if not self.well:
            raise Unavailable("slow down")


class TestThrottling:
    def test_leaves_no_entry_without_its_time_to_live(self) -> None:
        store = Throttled()
        place = Place(InMemorySegments(), store)
        log = place.open()
        for last in (5, 10, 15, 20):
            write(log, last - 4, last)
            place.beat(log)
            with pytest.raises(Unavailable):
                place.writer.keep(log.host.incarnation)
        store.well = True
        place.keep(log.host.incarnation)
        assert list(store.sizes()) == []
        assert place.read(ANN) == [commit(ANN, each) for each in range(1, 21)]
        log.close()


class TestJoined:
    def test_leaves_out_what_two_others_hold_and_what_is_behind_a_gap(self) -> None:
        names = [Name("w", *each) for each in [(1, 4), (3, 6), (5, 9), (11, 12)]]
        assert [(each.first, each.last) for each in joined(names)] == [(1, 4), (5, 9)]
