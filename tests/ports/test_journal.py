"""The journal's store, in memory and in DynamoDB, and what becomes of a journal's owners."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from threading import Event, Thread
from typing import Any

import pytest
from msgspec.structs import replace

from shared.adapters.dynamodb.journal import DynamoDbJournal
from shared.adapters.journal import enduring, host
from shared.adapters.journal.log import JournalLog
from shared.adapters.journal.pack import Pack
from shared.adapters.journal.protocol import Extent, Slot, Span, Written
from shared.adapters.journal.settings import Settings
from shared.adapters.journal.slots import slot_of
from shared.adapters.journal.store import JournalStore, Member, WriterRow
from shared.adapters.journal.told import NotOwner
from shared.adapters.memory.journal import InMemoryJournal
from shared.application.commands.ports import LogUnavailable
from shared.kernel.names import roster
from shared.runtime.clock import new_id, now
from tests.ports.journals import PACKED, journal_log, new_journal_tables
from tests.ports.log_stores import lean_dynamodb, ministack
from tests.ports.lossy import losing_those
from tests.ports.test_log import ANN, BOB, commit

ROW = WriterRow("w1", 0, 0, "10.0.0.1", b"alphabet")
IMPATIENT = Settings(silence=0.0)
READER = Settings(claims=False)


@pytest.fixture(scope="module")
def emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with ministack(tmp_path_factory.mktemp("ministack")) as address:
        yield address


@pytest.fixture(params=["memory", "lean"])
def store(request: pytest.FixtureRequest) -> Iterator[JournalStore]:
    if request.param == "memory":
        yield InMemoryJournal()
        return
    emulator = request.getfixturevalue("emulator")
    with lean_dynamodb(emulator) as client:
        yield DynamoDbJournal(client, *new_journal_tables(emulator), now=now)


class TestEntries:
    def test_are_written_once_and_read_up_to_the_first_gap(self, store: JournalStore) -> None:
        assert store.put("w1", 1, b"one") == "written"
        assert store.put("w1", 1, b"again") == "taken"
        assert store.put("w1", 3, b"three") == "written"

        assert list(store.entries("w1", 1, None)) == [b"one"]
        assert store.look("w1", 0) == Extent(1, sealed=False)
        assert store.look("w1", 2) == Extent(3, sealed=False)
        assert list(store.entries("w1", 2, None)) == []
        assert list(store.entries("w1", 3, 3)) == [b"three"]

    def test_end_at_a_seal(self, store: JournalStore) -> None:
        store.write_writer(ROW)
        store.put("w1", 1, b"one")
        store.put("w1", 3, b"void")

        assert store.put_seal("w1", 1, 0, "w2") == "taken"
        assert store.put_seal("w1", 2, 0, "w2") == "written"
        assert store.put_seal("w1", 2, 0, "w3") == "taken"
        assert store.put("w1", 2, b"late") == "taken"
        assert store.look("w1", 0) == Extent(1, sealed=True)
        assert list(store.entries("w1", 1, None)) == [b"one"]

    def test_may_be_removed_after_the_grace_but_no_seal(self, store: JournalStore) -> None:
        store.write_writer(ROW)
        store.put("w1", 1, b"one")
        store.put_seal("w1", 2, 0, "w2")

        first = store.expires_at("w1", 1)
        assert first is not None
        assert store.expires_at("w1", 2) is None
        assert store.expires_at("w1", 3) is None
        store.postpone("w1", 1, 3)
        assert (store.expires_at("w1", 1) or first) >= first
        assert store.expires_at("w1", 2) is None
        assert store.look("w1", 2) == Extent(2, sealed=False)

    def test_are_not_sealed_below_what_segments_hold(self, store: JournalStore) -> None:
        store.raise_floor("w1", 7)
        assert store.read_writer("w1") is None

        store.write_writer(ROW)
        for floor in (7, 6):
            store.raise_floor("w1", floor)
        store.write_writer(replace(ROW, beat=1, floor=3))
        assert store.read_writer("w1") == replace(ROW, beat=1, floor=3, kept=7)
        assert store.read_floor("w1") == 7
        assert store.put_seal("w1", 4, 3, "w2") == "taken"
        assert store.put_seal("w1", 8, 7, "w2") == "written"

    def test_are_not_sealed_by_whoever_has_seen_an_older_floor(self, store: JournalStore) -> None:
        store.write_writer(ROW)
        store.write_writer(replace(ROW, beat=1, floor=7))

        assert store.read_floor("w1") == 7
        assert store.put_seal("w1", 1, 0, "w2") == "taken"
        assert store.put_seal("w1", 8, 7, "w2") == "written"


class TestRows:
    def test_of_slots_change_one_version_at_a_time(self, store: JournalStore) -> None:
        assert store.read_slot(17) == Slot(17)
        first = Slot(17, 1, (Span("w1", 1),))
        assert store.write_slot(first) == "written"
        assert store.write_slot(Slot(17, 1, (Span("w2", 1),))) == "taken"
        assert store.write_slot(Slot(17, 3, ())) == "taken"
        assert store.write_slot(second := Slot(17, 2, (Span("w1", 1, 4),))) == "written"
        assert store.read_slot(17) == second
        assert (second.owner, first.owner) == (None, "w1")
        assert store.read_slots() == [second]

    def test_of_members_are_replaced_and_removed(self, store: JournalStore) -> None:
        member = Member("w1", "10.0.0.1:8081", 3, key=bytes(range(32)))
        store.write_member(member)
        store.write_member(later := replace(member, shipped=5, leaving=True))
        assert list(store.read_members()) == [later]
        store.remove_member("w1")
        assert not store.read_members()

    def test_of_writers_never_go_back(self, store: JournalStore) -> None:
        assert store.read_writer("w1") is None
        store.write_writer(ROW)
        store.write_writer(later := replace(ROW, beat=2, floor=9))
        store.write_writer(replace(ROW, beat=1, floor=5))

        assert store.read_writer("w1") == later


class Frozen:
    """A store in front of another one; its writer's puts stand still until it goes on."""

    def __init__(self, store: JournalStore) -> None:
        self._store = store
        self.goes_on = Event()
        self.goes_on.set()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def put(self, incarnation: str, position: int, entry: bytes) -> Written:
        self.goes_on.wait()
        return self._store.put(incarnation, position, entry)

    def write_writer(self, row: WriterRow) -> None:
        if self.goes_on.is_set():
            self._store.write_writer(row)


def append_until_owner(log: JournalLog, *commits: Any) -> None:
    """Append as a client does, who repeats what failed."""
    for _ in range(5):
        try:
            log.append(*commits)
        except NotOwner:
            continue
        return
    raise AssertionError("it never became the owner")


class TestTakeover:
    def test_of_a_living_owner_is_refused(self, store: JournalStore) -> None:
        with journal_log(store) as first, journal_log(store) as second:
            first.append(commit(ANN, 1))
            with pytest.raises(NotOwner) as refusal:
                second.append(commit(ANN, 2))
            assert refusal.value.owner == first.host.incarnation
            with pytest.raises(NotOwner):
                second.latest(ANN)

    def test_of_a_frozen_owner_loses_nothing_and_its_last_commit_is_void(
        self, store: JournalStore
    ) -> None:
        frozen: Any = Frozen(store)
        failures: list[Exception] = []
        with journal_log(frozen) as first, journal_log(store, IMPATIENT) as second:
            first.append(commit(ANN, 1), commit(BOB, 1))
            frozen.goes_on.clear()

            def append() -> None:
                try:
                    first.append(commit(ANN, 2))
                except LogUnavailable as failure:
                    failures.append(failure)

            waiting = Thread(target=append)
            waiting.start()
            append_until_owner(second, commit(ANN, 2, by="bob"))
            frozen.goes_on.set()
            waiting.join()

            assert len(failures) == 1
            assert [each.by for each in second.read(ANN)] == ["ann", "bob"]
            assert list(second.read(BOB)) == [commit(BOB, 1)]
            with pytest.raises(NotOwner):
                first.append(commit(ANN, 3))
            with pytest.raises(NotOwner):
                first.latest(ANN)

    def test_follows_a_release_at_once(self, store: JournalStore) -> None:
        with journal_log(store) as first:
            first.append(commit(ANN, 1))
        with journal_log(store) as second:
            second.append(commit(ANN, 2))
            assert [each.position for each in second.read(ANN)] == [1, 2]
            assert list(second.streams(roster("codebattle/b1"))) == [ANN]

    def test_of_what_is_given_up_for_others_is_theirs(self, store: JournalStore) -> None:
        with journal_log(store) as first, journal_log(store) as second:
            first.append(commit(ANN, 1))
            first.host.give(slot_of(ANN))
            with pytest.raises(NotOwner):
                first.append(commit(ANN, 2))
            second.append(commit(ANN, 2))
            assert [each.position for each in second.read(ANN)] == [1, 2]

    def test_of_a_slot_waits_for_what_is_being_written(
        self, store: JournalStore, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        frozen: Any = Frozen(store)
        monkeypatch.setattr(host, "PATIENCE", 0.1)
        with journal_log(frozen) as log:
            log.append(commit(BOB, 1))
            frozen.goes_on.clear()
            offered = log.offer(commit(ANN, 1))
            log.host.release(slot_of(ANN))
            log.host.claim(slot_of(ANN))
            frozen.goes_on.set()
            assert isinstance(offered, Pack)
            assert offered.wait(60) is None
            log.append(commit(ANN, 2))
            assert [each.position for each in log.read(ANN)] == [1, 2]

    def test_is_not_for_readers(self, store: JournalStore) -> None:
        with journal_log(store) as owner, journal_log(store, READER) as reader:
            assert list(reader.read(ANN)) == []
            owner.append(commit(ANN, 1), commit(BOB, 1))
            assert list(reader.read(ANN)) == reader.latest(ANN) == [commit(ANN, 1)]
            assert sorted(reader.streams(roster("codebattle/b1"))) == [ANN, BOB]
            assert list(reader.streams("codebattle/b1")) == []
            with pytest.raises(NotOwner):
                reader.append(commit(ANN, 2))

    def test_and_back_keeps_the_order_of_a_stream(self, store: JournalStore) -> None:
        with journal_log(store) as first, journal_log(store) as second:
            for position in range(1, 9):
                log = (first, second)[position % 2]
                log.append(commit(ANN, position))
                log.host.release(slot_of(ANN))
            assert [each.position for each in first.read(ANN)] == list(range(1, 9))
        with journal_log(store, READER) as reader:
            assert [each.position for each in reader.latest(ANN)] == list(range(1, 9))

    def test_leaves_streams_longer_than_memory_readable(self, store: JournalStore) -> None:
        with journal_log(store) as first:
            for position in range(1, 41):
                first.append(commit(ANN, position))
            assert [each.position for each in first.read(ANN, after=2, limit=3)] == [3, 4, 5]
        with journal_log(store) as second:
            second.append(commit(ANN, 41))
            assert [each.position for each in second.latest(ANN)] == list(range(26, 42))
            assert [each.position for each in second.read(ANN)] == list(range(1, 42))


class Refusing:
    """A store that refuses puts, as one does whose rights are missing."""

    def __init__(self, store: JournalStore) -> None:
        self._store = store

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def put(self, *_: object) -> Written:
        raise RuntimeError("AccessDenied")


class TestFault:
    @pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
    def test_of_a_writer_ends_it_and_others_take_over(self) -> None:
        store = InMemoryJournal()
        refusing: Any = Refusing(store)
        with journal_log(refusing) as first, journal_log(store, IMPATIENT) as second:
            for _ in range(2):
                with pytest.raises(LogUnavailable):
                    first.append(commit(ANN, 1))
            append_until_owner(second, commit(ANN, 1))
            assert list(second.read(ANN)) == [commit(ANN, 1)]


class Faulty:
    """Refuses the first records as nobody foresaw, and takes those that follow."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, bytes]] = []
        self.came = Event()
        self._is_first = True

    def put(self, records: Sequence[tuple[str, bytes]]) -> Sequence[tuple[str, bytes]]:
        if self._is_first:
            self._is_first = False
            raise RuntimeError("AccessDenied")
        self.taken += records
        self.came.set()
        return records


class TestFaultOfADuty:
    def test_is_told_and_what_is_left_is_passed_on_after_it(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        told: list[str] = []
        monkeypatch.setattr("threading.excepthook", lambda each: told.append(str(each.exc_value)))
        monkeypatch.setattr(enduring, "FAULT_SECONDS", 0.0)
        facts = Faulty()
        log = JournalLog(InMemoryJournal(), PACKED, new_id, facts=facts)
        log.append(commit(ANN, 1))
        assert facts.came.wait(60)
        log.close()
        assert told == ["AccessDenied"]


class TestLostAnswer:
    def test_of_a_put_is_found_to_be_its_own(self, emulator: str) -> None:
        tables = new_journal_tables(emulator)
        lost: list[str] = []
        with (
            losing_those(emulator, lost) as address,
            lean_dynamodb(address) as client,
            journal_log(DynamoDbJournal(client, *tables, now=now)) as log,
        ):
            log.append(commit(ANN, 1))
            lost.append("PutItem")
            log.append(commit(ANN, 2))
            assert lost == []
            assert [each.position for each in log.read(ANN)] == [1, 2]
