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
from shared.adapters.valkey.client import connect
from shared.adapters.valkey.leaderboard import ValkeyLeaderboard
from shared.application.boards.ports import Entry, Leaderboard, Standing
from shared.application.boards.rank import points_after
from shared.application.boards.rebuild_board import BATCH, rebuild_board
from shared.games.codebattle.facts import (
    ArrowShot,
    AwardReversed,
    ParticipantJoined,
    PointLost,
    QuestionMissed,
    QuestionSolved,
)
from shared.games.codebattle.streams import PARTICIPANT_STREAM, participant_stream
from shared.kernel.facts import Commit, Fact
from tests.application.arena import Clock, SpyLog
from tests.application.commits import START, joined, shot, solved
from tests.codec import CODEC
from tests.ports.valkey_server import flush, valkey_server


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
            boards = ValkeyLeaderboard(connect(url, timeout=2.0), Breaker(time.monotonic))
            yield Store(boards, lambda: flush(url))


def entry_of(commit: Commit) -> Entry | None:
    who, points = PARTICIPANT_STREAM.match(commit.stream), points_after(commit.facts)
    if who is None or points is None:
        return None
    return Entry(who.username, points, commit.at, commit.position)


def record(boards: Leaderboard, battle: str, *commits: Commit) -> None:
    boards.record(battle, [entry for each in commits if (entry := entry_of(each))])


@dataclass
class History:
    """Commits of a battle as players make them: many at one time, many that change no points."""

    battle: str
    log: InMemoryLog = field(default_factory=InMemoryLog)
    points: dict[str, int] = field(default_factory=dict)
    positions: dict[str, int] = field(default_factory=dict)

    def add(self, name: str, kind: str, ms: int) -> Commit:
        at = START + timedelta(milliseconds=ms)
        held, position = self.points.get(name), self.positions.get(name, 0) + 1
        fact: Fact
        if held is None:
            held = 0
            fact = ParticipantJoined(at, self.battle, name, "p", 1, 1)
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
        stream = participant_stream(self.battle, name)
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
        history, ms = History(uuid4().hex), 0
        live = f"{history.battle}-live"
        for name, kind, later in steps:
            ms += later
            record(store.board, live, history.add(name, kind, ms))
        streams = rebuild_board(history.log, store.board, history.battle)
        assert streams == len(history.points)
        assert store.board.top(history.battle) == store.board.top(live)
        assert store.board.complete(history.battle)

    def test_reads_further_back_only_when_the_newest_commits_changed_no_points(
        self, store: Store
    ) -> None:
        history = History(uuid4().hex)
        for name in ("ada", "bob"):
            for i, kind in enumerate(["join", "solve", "solve", "lose"]):
                history.add(name, kind, i if name == "bob" else 100 + i)
        for i in range(30):
            history.add("bob", "shoot", 200 + i)
        log = SpyLog(history.log)
        rebuild_board(log, store.board, history.battle)
        assert store.board.top(history.battle) == [Standing("bob", 3, 1), Standing("ada", 3, 2)]
        bob = participant_stream(history.battle, "bob")
        assert [call for call in log.calls if call.startswith("read")] == [f"read {bob} after 0"]

    def test_of_an_empty_battle_makes_an_empty_board(self, store: Store) -> None:
        battle = uuid4().hex
        assert rebuild_board(InMemoryLog(CODEC), store.board, battle) == 0
        assert store.board.complete(battle)
        assert store.board.size(battle) == 0

    def test_happens_once(self, store: Store) -> None:
        history = History(uuid4().hex)
        for i in range(50):
            history.add(f"p{i}", "join", i)
        with ThreadPoolExecutor(8) as pool:
            tries = [
                pool.submit(rebuild_board, history.log, store.board, history.battle)
                for _ in range(40)
            ]
        counts = [each.result() for each in tries]
        assert [count for count in counts if count is not None] == [50]

    def test_may_read_side_by_side(self, store: Store) -> None:
        history, random = History(uuid4().hex), Random(5)  # noqa: S311 - no secret
        for i in range(3 * BATCH):
            history.add(f"p{i % 450}", random.choice(KINDS), i)
        with ThreadPoolExecutor(8) as pool:
            count = rebuild_board(history.log, store.board, history.battle, each=pool.map)
        assert count == store.board.size(history.battle) == 450

    def test_after_a_flush_amid_writers_ends_as_the_fold(self, store: Store) -> None:
        history, random = History(uuid4().hex), Random(11)  # noqa: S311 - no secret
        boards, battle = store.board, history.battle
        names = [f"p{i:02}" for i in range(40)]
        for i, name in enumerate(names):
            record(boards, battle, history.add(name, "join", i))
        rebuild_board(history.log, boards, battle)
        commits = [
            history.add(random.choice(names), random.choice(KINDS), 100 + i // 3)
            for i in range(1500)
        ]

        def write(part: Sequence[Commit]) -> None:
            for commit in part:
                record(boards, battle, commit)

        def lose_and_rebuild() -> int | None:
            store.flush()
            return rebuild_board(history.log, boards, battle)

        with ThreadPoolExecutor(5) as pool:
            writers = [pool.submit(write, commits[i::4]) for i in range(4)]
            assert pool.submit(lose_and_rebuild).result() == len(names)
        assert all(each.exception() is None for each in writers)
        fresh = f"{battle}-fresh"
        for stream in history.log.streams(f"codebattle/{battle}/player"):
            record(boards, fresh, *history.log.read(stream))
        assert boards.complete(battle)
        assert boards.top(battle) == boards.top(fresh)

    def test_does_not_call_whole_what_was_emptied_meanwhile(self, store: Store) -> None:
        history = History(uuid4().hex)
        for i in range(2 * BATCH):
            history.add(f"p{i:04}", "join", i)
        asked = 0

        def each(
            read: Callable[[str], Entry | None], streams: Iterable[str]
        ) -> Iterator[Entry | None]:
            nonlocal asked
            asked += 1
            if asked == 2:
                store.flush()
            return map(read, streams)

        assert rebuild_board(history.log, store.board, history.battle, each=each) is None
        assert not store.board.complete(history.battle)
        assert rebuild_board(history.log, store.board, history.battle) == 2 * BATCH
        assert store.board.size(history.battle) == 2 * BATCH


class TestUnfinishedRebuild:
    def test_is_continued_where_it_stopped(self) -> None:
        clock, history = Clock(), History("b1")
        boards = InMemoryLeaderboard(clock)
        for i in range(2 * BATCH + 1):
            history.add(f"p{i:04}", "join", i)
        last = participant_stream("b1", f"p{2 * BATCH:04}")

        class Failing(SpyLog):
            def latest(self, stream: str, limit: int = 16) -> list[Commit]:
                if stream == last:
                    raise ConnectionError("the log does not answer")
                return super().latest(stream, limit)

        with pytest.raises(ConnectionError):
            rebuild_board(Failing(history.log), boards, "b1")
        assert rebuild_board(history.log, boards, "b1") is None
        clock.seconds += REBUILD_SECONDS
        log = SpyLog(history.log)
        assert rebuild_board(log, boards, "b1") == 1
        assert log.calls == [f"latest {last}"]
        assert boards.complete("b1")
        assert boards.size("b1") == 2 * BATCH + 1

    def test_never_brings_back_older_points(self) -> None:
        log, boards = InMemoryLog(CODEC), InMemoryLeaderboard()
        log.append(joined("ada"))
        log.append(solved("ada", 2, 10))
        log.append(shot("ada", 3))
        newer = solved("ada", 4, 20)

        def each(read: Callable[[str], Entry | None], streams: Iterable[str]) -> list[Entry | None]:
            entries = [read(stream) for stream in streams]
            record(boards, "b1", newer)
            return entries

        rebuild_board(log, boards, "b1", each=each)
        assert boards.top("b1") == [Standing("ada", 20, 1)]
