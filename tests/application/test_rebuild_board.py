"""A board that was lost is whole again, on the twin and on a real Valkey."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.adapters.memory.leaderboard import REBUILD_SECONDS, InMemoryLeaderboard
from shared.adapters.memory.log import InMemoryLog
from shared.adapters.valkey.breaker import Breaker
from shared.adapters.valkey.leaderboard import ValkeyLeaderboard
from shared.application.boards.ports import Entry, Leaderboard, RankedEntry
from shared.application.boards.rebuild_board import BATCH, rebuild_board
from shared.application.boards.record import entries_of
from shared.games.codebattle.board import points
from shared.games.codebattle.facts import (
    ArrowShot,
    AwardReversed,
    ParticipantJoined,
    PointLost,
    QuestionMissed,
    QuestionSolved,
)
from shared.games.codebattle.streams import battle_stream
from shared.kernel.facts import Commit, Fact
from shared.kernel.game import Board
from shared.kernel.names import player_stream, roster
from tests.application.battle_fixture import Clock, SpyLog
from tests.application.commits import ROOM, START, joined, shot, solved
from tests.codec import CODEC
from tests.ports.valkey_server import flush, patient, valkey_server

BOARD = Board(points)


@dataclass(frozen=True)
class Store:
    board: Leaderboard
    flush: Callable[[], None]


@pytest.fixture(scope="module", params=["memory", "valkey"])
def store(request: pytest.FixtureRequest) -> Iterator[Store]:
    if request.param == "memory":
        twin = InMemoryLeaderboard()
        yield Store(twin, twin.flush)
    else:
        with valkey_server() as url:
            boards = ValkeyLeaderboard(patient(url), Breaker(time.monotonic))
            yield Store(boards, lambda: flush(url))


def record(boards: Leaderboard, room: str, *commits: Commit) -> None:
    boards.record(room, [entry for each in commits for entry in entries_of(BOARD, each)])


@dataclass
class History:
    """Commits of a battle as players make them: many at one time, many that change no points."""

    room: str = field(default_factory=lambda: battle_stream(uuid4().hex))
    log: InMemoryLog = field(default_factory=lambda: InMemoryLog(CODEC))
    points: dict[str, int] = field(default_factory=dict)
    positions: dict[str, int] = field(default_factory=dict)

    def add(self, name: str, kind: str, ms: int) -> Commit:
        at = START + timedelta(milliseconds=ms)
        held, position = self.points.get(name), self.positions.get(name, 0) + 1
        fact: Fact
        if held is None:
            held = 0
            fact = ParticipantJoined(at, self.room, name, "p", 1, 1)
        elif kind == "solve":
            held += 2
            fact = QuestionSolved(at, "q", "hash", 2, held)
        elif kind == "lose" and held > 0:
            held -= 1
            fact = PointLost(at, "zed", 1, held)
        elif kind == "reverse" and held > 0:
            held -= 1
            fact = AwardReversed(at, 2, "q", 1, 0, 0, held, "mistake")
        elif kind == "shoot":
            fact = ArrowShot(at, "zed", blocked=False, points_deducted=1)
        else:
            fact = QuestionMissed(at, "q", "hash", 1)
        stream = player_stream(self.room, name)
        commit = Commit(stream, position, (fact,), at, "p", f"c{position}", "digest", {})
        self.log.append(commit)
        self.points[name], self.positions[name] = held, position
        return commit


KINDS = ("solve", "lose", "reverse", "shoot", "miss")


class TestRebuildBoard:
    @settings(max_examples=60)
    @given(
        steps=st.lists(
            st.tuples(st.sampled_from("abcdef"), st.sampled_from(KINDS), st.integers(0, 3)),
            max_size=120,
        )
    )
    def test_equals_the_board_that_was_recorded(
        self, store: Store, steps: list[tuple[str, str, int]]
    ) -> None:
        history, ms = History(), 0
        live = f"{history.room}-live"
        for name, kind, later in steps:
            ms += later
            record(store.board, live, history.add(name, kind, ms))
        streams = rebuild_board(history.log, store.board, BOARD, history.room)
        assert streams == len(history.points)
        assert store.board.top(history.room) == store.board.top(live)
        assert store.board.complete(history.room)

    def test_reads_further_back_only_when_the_newest_commits_changed_no_points(
        self, store: Store
    ) -> None:
        history = History()
        for name in ("ada", "bob"):
            for i, kind in enumerate(["join", "solve", "solve", "lose"]):
                history.add(name, kind, i if name == "bob" else 100 + i)
        for i in range(30):
            history.add("bob", "shoot", 200 + i)
        log = SpyLog(history.log)
        rebuild_board(log, store.board, BOARD, history.room)
        assert store.board.top(history.room) == [RankedEntry("bob", 3, 1), RankedEntry("ada", 3, 2)]
        bob = player_stream(history.room, "bob")
        assert [call for call in log.calls if call.startswith("read")] == [
            f"read {history.room} after 0",
            f"read {bob} after 0",
        ]

    def test_of_an_empty_battle_makes_an_empty_board(self, store: Store) -> None:
        room = battle_stream(uuid4().hex)
        assert rebuild_board(InMemoryLog(CODEC), store.board, BOARD, room) == 0
        assert store.board.complete(room)
        assert store.board.size(room) == 0

    def test_happens_once(self, store: Store) -> None:
        history = History()
        for i in range(50):
            history.add(f"p{i}", "join", i)
        with ThreadPoolExecutor(8) as pool:
            tries = [
                pool.submit(rebuild_board, history.log, store.board, BOARD, history.room)
                for _ in range(40)
            ]
        counts = [each.result() for each in tries]
        assert [count for count in counts if count is not None] == [50]

    def test_may_read_side_by_side(self, store: Store) -> None:
        history, random = History(), Random(5)  # noqa: S311 - no secret
        for i in range(3 * BATCH):
            history.add(f"p{i % 450}", random.choice(KINDS), i)
        with ThreadPoolExecutor(8) as pool:
            count = rebuild_board(history.log, store.board, BOARD, history.room, each=pool.map)
        assert count == store.board.size(history.room) == 450

    def test_after_a_flush_amid_writers_ends_as_the_fold(self, store: Store) -> None:
        history, random = History(), Random(11)  # noqa: S311 - no secret
        boards, room = store.board, history.room
        names = [f"p{i:02}" for i in range(40)]
        for i, name in enumerate(names):
            record(boards, room, history.add(name, "join", i))
        rebuild_board(history.log, boards, BOARD, room)
        commits = [
            history.add(random.choice(names), random.choice(KINDS), 100 + i // 3)
            for i in range(1500)
        ]

        def write(part: Sequence[Commit]) -> None:
            for commit in part:
                record(boards, room, commit)

        def lose_and_rebuild() -> int | None:
            store.flush()
            return rebuild_board(history.log, boards, BOARD, room)

        with ThreadPoolExecutor(5) as pool:
            writers = [pool.submit(write, commits[i::4]) for i in range(4)]
            assert pool.submit(lose_and_rebuild).result() == len(names)
        assert all(each.exception() is None for each in writers)
        fresh = f"{room}-fresh"
        for stream in history.log.streams(roster(room)):
            record(boards, fresh, *history.log.read(stream))
        assert boards.complete(room)
        assert boards.top(room) == boards.top(fresh)

    def test_does_not_call_whole_what_was_emptied_meanwhile(self, store: Store) -> None:
        history = History()
        for i in range(2 * BATCH):
            history.add(f"p{i:04}", "join", i)
        asked = 0

        def each(
            read: Callable[[str], list[Entry]], streams: Iterable[str]
        ) -> Iterator[list[Entry]]:
            nonlocal asked
            asked += 1
            if asked == 2:
                store.flush()
            return map(read, streams)

        assert rebuild_board(history.log, store.board, BOARD, history.room, each=each) is None
        assert not store.board.complete(history.room)
        assert rebuild_board(history.log, store.board, BOARD, history.room) == 2 * BATCH
        assert store.board.size(history.room) == 2 * BATCH


class TestUnfinishedRebuild:
    def test_is_continued_where_it_stopped(self) -> None:
        clock, history = Clock(), History(ROOM)
        boards = InMemoryLeaderboard(clock)
        for i in range(2 * BATCH + 1):
            history.add(f"p{i:04}", "join", i)
        last = player_stream(ROOM, f"p{2 * BATCH:04}")

        class Failing(SpyLog):
            def latest(self, stream: str, limit: int = 16) -> list[Commit]:
                if stream == last:
                    raise ConnectionError("the log does not answer")
                return super().latest(stream, limit)

        with pytest.raises(ConnectionError):
            rebuild_board(Failing(history.log), boards, BOARD, ROOM)
        assert rebuild_board(history.log, boards, BOARD, ROOM) is None
        clock.seconds += REBUILD_SECONDS
        log = SpyLog(history.log)
        assert rebuild_board(log, boards, BOARD, ROOM) == 1
        assert log.calls == [f"read {ROOM} after 0", f"latest {last}"]
        assert boards.complete(ROOM)
        assert boards.size(ROOM) == 2 * BATCH + 1

    def test_never_brings_back_older_points(self) -> None:
        log, boards = InMemoryLog(CODEC), InMemoryLeaderboard()
        log.append(joined("ada"))
        log.append(solved("ada", 2, 10))
        log.append(shot("ada", 3))
        newer = solved("ada", 4, 20)

        def each(read: Callable[[str], list[Entry]], streams: Iterable[str]) -> list[list[Entry]]:
            entries = [read(stream) for stream in streams]
            record(boards, ROOM, newer)
            return entries

        rebuild_board(log, boards, BOARD, ROOM, each=each)
        assert boards.top(ROOM) == [RankedEntry("ada", 20, 1)]
