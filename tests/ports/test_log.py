"""One suite for every log."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from shared.adapters.dynamodb.log import DynamoDbLog
from shared.adapters.journal.log import JournalLog
from shared.adapters.logs_by_game import LogsByGame
from shared.adapters.memory.journal import InMemoryJournal
from shared.adapters.memory.log import InMemoryLog
from shared.application.commands.ports import Log, StreamMoved
from shared.games.catalogue import GAMES
from shared.games.codebattle.facts import AttackFailed, ParticipantLeft, ParticipantReturned
from shared.games.codebattle.state import Participant
from shared.games.codebattle.streams import battle_stream, participant_stream
from shared.kernel.facts import Commit, Fact, IdempotencyRecord, StreamState
from shared.kernel.names import roster
from shared.wire.stored import MAX_BYTES, CommitTooLarge
from tests.codec import CODEC
from tests.owners.served import owners_log
from tests.ports.journals import journal_log, lean_journal
from tests.ports.log_stores import (
    dynamodb,
    lean_dynamodb,
    ministack,
    new_dynamodb_log,
    new_log_table,
)

NOON = datetime(2026, 3, 1, 12, 0, 0, 123000, tzinfo=UTC)
ANN = participant_stream("b1", "ann")
BOB = participant_stream("b1", "bob")


@pytest.fixture(scope="module")
def emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with ministack(tmp_path_factory.mktemp("ministack")) as address:
        yield address


@pytest.fixture(
    params=["memory", "moto", "ministack", "lean", "journal", "journal_lean", "owners", "by_game"]
)
def log(request: pytest.FixtureRequest) -> Iterator[Log]:
    match request.param:
        case "memory":
            yield InMemoryLog(CODEC)
        case "moto":
            from moto import mock_aws  # noqa: PLC0415 - half a second, for these tests alone

            with mock_aws():
                yield new_dynamodb_log(dynamodb())
        case "ministack":
            yield new_dynamodb_log(dynamodb(request.getfixturevalue("emulator")))
        case "journal":
            with journal_log(InMemoryJournal()) as log:
                yield log
        case "journal_lean":
            with lean_journal(request.getfixturevalue("emulator")) as log:
                yield log
        case "owners":
            with owners_log(InMemoryJournal()) as log:
                yield log
        case "by_game":
            yield LogsByGame(InMemoryLog(CODEC), InMemoryLog(CODEC), GAMES)
        case _:
            with lean_log(request.getfixturevalue("emulator")) as log:
                yield log


@pytest.fixture(params=["memory", "ministack", "lean", "journal", "journal_lean", "owners"])
def shared_log(request: pytest.FixtureRequest) -> Iterator[Log]:
    """A log that threads may use at once; moto's tables are not made for that."""
    match request.param:
        case "memory":
            yield InMemoryLog(CODEC)
        case "ministack":
            yield new_dynamodb_log(dynamodb(request.getfixturevalue("emulator")))
        case "journal":
            with journal_log(InMemoryJournal()) as log:
                yield log
        case "journal_lean":
            with lean_journal(request.getfixturevalue("emulator")) as log:
                yield log
        case "owners":
            with owners_log(InMemoryJournal()) as log:
                yield log
        case _:
            with lean_log(request.getfixturevalue("emulator")) as log:
                yield log


@contextmanager
def lean_log(emulator: str) -> Iterator[Log]:
    table = new_log_table(dynamodb(emulator))
    with lean_dynamodb(emulator) as client:
        yield DynamoDbLog(client, table, CODEC)


def commit(stream: str, position: int, *facts: Fact, **changes: Any) -> Commit:
    plain = Commit(
        stream,
        position,
        facts or (ParticipantLeft(NOON),),
        NOON + timedelta(seconds=position),
        by="ann",
        command_id=f"c{position}",
        digest="0123456789abcdef",
    )
    return replace(plain, **changes)


def positions(commits: Iterator[Commit]) -> list[int]:
    return [each.position for each in commits]


class TestAppend:
    def test_gives_back_what_was_written(self, log: Log) -> None:
        state = Participant("b1", "ann", "p1", NOON, balance=3, tries={"q": 1}, solved=("a", "b"))
        snapshot = StreamState(
            ANN, 1, state, {"p/c0": IdempotencyRecord("p", "c0", "d", {"total": 3})}, NOON
        )
        facts = (ParticipantReturned(NOON), AttackFailed(NOON, "böb", "no_target", "a-1"))
        first = commit(ANN, 1, *facts, outcome={"blocked": False, "note": "ü"}, snapshot=snapshot)

        log.append(first)

        assert list(log.read(ANN)) == [first]
        assert list(log.latest(ANN)) == [first]

    def test_refuses_a_position_that_is_taken(self, log: Log) -> None:
        log.append(commit(ANN, 1))

        with pytest.raises(StreamMoved) as moved:
            log.append(commit(ANN, 1, by="bob"))

        assert moved.value.streams == (ANN,)
        assert [each.by for each in log.read(ANN)] == ["ann"]

    def test_writes_two_streams(self, log: Log) -> None:
        log.append(commit(ANN, 1), commit(BOB, 1))
        log.append(commit(BOB, 2), commit(ANN, 2))

        assert positions(log.read(ANN)) == positions(log.read(BOB)) == [1, 2]

    def test_writes_neither_stream_when_one_has_moved(self, log: Log) -> None:
        log.append(commit(BOB, 1))

        with pytest.raises(StreamMoved) as moved:
            log.append(commit(ANN, 1), commit(BOB, 1))

        assert moved.value.streams == (BOB,)
        assert not log.latest(ANN)

    def test_names_both_streams_when_both_have_moved(self, log: Log) -> None:
        log.append(commit(ANN, 1), commit(BOB, 1))

        with pytest.raises(StreamMoved) as moved:
            log.append(commit(ANN, 1), commit(BOB, 1))

        assert set(moved.value.streams) == {ANN, BOB}

    def test_refuses_facts_that_do_not_fit(self, log: Log) -> None:
        large = AttackFailed(NOON, "bob", "ü" * (MAX_BYTES // 2), "a-1")

        with pytest.raises(CommitTooLarge, match=r"commit 1 of codebattle/b1/player/ann"):
            log.append(commit(ANN, 1, large))

        assert not log.latest(ANN)

    def test_takes_the_largest_facts_and_leaves_out_a_folded_state_without_room(
        self, log: Log
    ) -> None:
        large = AttackFailed(NOON, "bob", "x" * (MAX_BYTES - 1000), "a-1")
        state = Participant("b1", "ann", "p" * 2000, NOON)

        log.append(commit(ANN, 1, large, snapshot=StreamState(ANN, 1, state)))

        (read,) = log.read(ANN)
        assert read.facts == (large,)
        assert read.snapshot is None or isinstance(log, JournalLog)

    def test_lets_exactly_one_of_ten_threads_win(self, shared_log: Log) -> None:
        def try_it(name: str) -> bool:
            try:
                shared_log.append(commit(ANN, 1, by=name), commit(BOB, 1, by=name))
            except StreamMoved:
                return False
            return True

        names = [str(number) for number in range(10)]
        with ThreadPoolExecutor(10) as pool:
            won = dict(zip(names, pool.map(try_it, names), strict=True))

        (winner,) = [name for name in names if won[name]]
        assert [each.by for each in shared_log.read(ANN)] == [winner]
        assert [each.by for each in shared_log.read(BOB)] == [winner]


class TestRead:
    def test_is_empty_for_an_unknown_stream(self, log: Log) -> None:
        assert list(log.read(ANN)) == []
        assert list(log.latest(ANN)) == []

    def test_ascends_by_number_from_after(self, log: Log) -> None:
        for position in range(1, 13):
            log.append(commit(ANN, position))
        log.append(commit(BOB, 1))

        assert positions(log.read(ANN)) == list(range(1, 13))
        assert positions(log.read(ANN, after=9)) == [10, 11, 12]
        assert positions(log.read(ANN, after=2, limit=3)) == [3, 4, 5]
        assert positions(log.read(ANN, after=12)) == []

    def test_gives_the_newest_ascending(self, log: Log) -> None:
        for position in range(1, 19):
            log.append(commit(ANN, position))

        assert positions(iter(log.latest(ANN))) == list(range(3, 19))
        assert positions(iter(log.latest(ANN, 2))) == [17, 18]

    def test_goes_on_after_a_page_of_one_megabyte(self, log: Log) -> None:
        large = AttackFailed(NOON, "bob", "x" * 300_000, "a-1")
        for position in range(1, 7):
            log.append(commit(ANN, position, large))

        assert positions(log.read(ANN)) == [1, 2, 3, 4, 5, 6]
        assert positions(iter(log.latest(ANN))) == [1, 2, 3, 4, 5, 6]
        assert positions(iter(log.latest(ANN, 5))) == [2, 3, 4, 5, 6]


class TestStreams:
    def test_lists_a_family_once_and_nothing_else(self, log: Log) -> None:
        names = [f"player{number}" for number in range(30)]
        log.append(commit(battle_stream("b1"), 1))
        log.append(commit(participant_stream("b2", "zoe"), 1))
        for name in names:
            log.append(commit(participant_stream("b1", name), 1))
        log.append(commit(participant_stream("b1", "player0"), 2))

        assert sorted(log.streams(roster(battle_stream("b1")))) == sorted(
            participant_stream("b1", name) for name in names
        )
        assert list(log.streams("codebattle")) == [battle_stream("b1")]

    def test_is_empty_for_an_unknown_family(self, log: Log) -> None:
        assert list(log.streams(roster(battle_stream("nowhere")))) == []


class TestAppendEach:
    def test_writes_what_is_new_and_names_what_has_moved(self, shared_log: Log) -> None:
        log = shared_log
        log.append(commit(ANN, 1))
        streams = [participant_stream("b2", f"p{number}") for number in range(30)]
        appends = [[commit(ANN, 1)], *([commit(each, 1)] for each in streams)]
        moved, *others = log.append_each(appends)
        assert isinstance(moved, StreamMoved)
        assert moved.streams == (ANN,)
        assert others == [None] * 30
        assert sorted(log.streams(roster(battle_stream("b2")))) == sorted(streams)
        assert [each.position for each in log.read(streams[29])] == [1]

    def test_writes_two_streams_together_or_not_at_all(self, shared_log: Log) -> None:
        log = shared_log
        ann, bob, cid = (participant_stream("b3", name) for name in ("ann", "bob", "cid"))
        log.append(commit(bob, 1))
        failures = log.append_each([[commit(ann, 1), commit(bob, 1)], [commit(cid, 1)]])
        assert isinstance(failures[0], StreamMoved)
        assert failures[0].streams == (bob,)
        assert failures[1] is None
        assert list(log.read(ann)) == []

    def test_writes_commits_of_one_stream_together_or_not_at_all(self, shared_log: Log) -> None:
        log = shared_log
        ann, bob = (participant_stream("b5", name) for name in ("ann", "bob"))
        run = [commit(ann, position) for position in range(1, 17)]
        assert log.append_each([run, [commit(bob, 1)]]) == [None, None]
        stale = [commit(ann, position, by="bob") for position in (16, 17)]
        failures = log.append_each([stale, [commit(bob, 2)]])
        assert [type(each) for each in failures] == [StreamMoved, type(None)]
        assert list(log.read(ann)) == run
        assert positions(log.read(bob)) == [1, 2]

    def test_keeps_a_commit_whole(self, shared_log: Log) -> None:
        first = commit(participant_stream("b4", "ann"), 1, ParticipantReturned(NOON))
        assert shared_log.append_each([[first]]) == [None]
        assert list(shared_log.read(first.stream)) == [first]

    def test_has_nothing_to_do_for_nothing(self, shared_log: Log) -> None:
        assert shared_log.append_each([]) == []


class TestLogsByGame:
    def test_has_each_game_where_its_manifest_says(self) -> None:
        direct, journal = InMemoryLog(CODEC), InMemoryLog(CODEC)
        hunts = [
            replace(game, log="journal" if game.name == "hunt" else "direct") for game in GAMES
        ]
        log = LogsByGame(direct, journal, hunts)
        stream = "hunt/h1/player/ann"
        taken = [[commit(ANN, 1)], [commit(stream, 1)], [commit(stream, 3)], [commit(BOB, 1)]]

        failures = log.append_each(taken)

        assert [type(each) for each in failures] == [
            type(None),
            type(None),
            StreamMoved,
            type(None),
        ]
        assert [len(direct.latest(each)) for each in (ANN, BOB, stream)] == [1, 1, 0]
        assert [len(journal.latest(each)) for each in (ANN, BOB, stream)] == [0, 0, 1]
        assert list(log.streams("hunt/h1/player")) == [stream]
        with pytest.raises(StreamMoved):
            log.append(commit(stream, 1))
        assert positions(log.read(stream)) == positions(iter(log.latest(stream))) == [1]
