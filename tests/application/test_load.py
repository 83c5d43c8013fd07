"""Loading a stream costs one query, and never gives an old state for a new one."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from shared.adapters.memory.log import InMemoryLog
from shared.application.commands.load import load, load_at
from shared.application.commands.replay import replay
from shared.application.commands.stream_cache import StreamCache
from shared.games.codebattle import CODE_BATTLE
from shared.kernel.facts import Commit, StreamState
from shared.kernel.rules import SNAPSHOT_EVERY, fold
from tests.application.battle_fixture import Clock, Process, SpyLog, answer, stream_of
from tests.codec import CODEC

ANN = stream_of("ann")


def solve(log: InMemoryLog, count: int) -> StreamState:
    process = Process(log)
    process.schedule()
    process.join("ann")
    for number in range(count):
        process.handle(answer("ann", number), f"a{number}")
    return fold(CODE_BATTLE, StreamState(ANN), log.read(ANN))


class TestStreamCache:
    def test_keeps_the_newer_of_two_positions(self) -> None:
        cache = StreamCache(Clock())
        cache.put(StreamState(ANN, 3), 0)
        cache.put(StreamState(ANN, 2), 0)

        assert cache.get(ANN) == StreamState(ANN, 3)

    def test_forgets_what_was_used_longest_ago(self) -> None:
        cache = StreamCache(Clock(), size=2)
        cache.put(StreamState("a", 1), 0)
        cache.put(StreamState("b", 1), 0)
        cache.get("a")
        cache.put(StreamState("c", 1), 0)

        assert [cache.get(each) is not None for each in "abc"] == [True, False, True]

    def test_does_not_keep_a_stream_without_commits(self) -> None:
        cache = StreamCache(Clock(), size=1)
        cache.put(StreamState("a", 1), 0)
        cache.put(StreamState("nobody", 0), 0)

        assert cache.get("a")
        assert cache.get("nobody") is None

    def test_is_not_written_to_once_it_is_said_to_have_moved(self) -> None:
        cache = StreamCache(Clock())
        cache.put(StreamState(ANN, 3), 0)

        cache.moved(ANN, 3)
        assert cache.to_write(ANN) == StreamState(ANN, 3)
        cache.moved(ANN, 4)
        assert cache.to_write(ANN) is cache.to_read(ANN) is None
        assert cache.get(ANN) == StreamState(ANN, 3), "to read on from"

        cache.put(StreamState(ANN, 4), 0)
        assert cache.to_write(ANN) == StreamState(ANN, 4)

    def test_is_fresh_for_five_seconds(self) -> None:
        clock = Clock()
        cache = StreamCache(clock)
        cache.put(StreamState(ANN, 1), 0)

        clock.seconds = 5
        assert cache.to_read(ANN)
        clock.seconds = 5.1
        assert cache.to_read(ANN) is None
        cache.put(StreamState(ANN, 1), 0.1)
        assert cache.to_read(ANN)

    def test_tries_to_write_for_as_long_as_it_is_told(self) -> None:
        clock = Clock()
        cache = StreamCache(clock, tried_for=1)
        cache.put(StreamState(ANN, 1), 0)

        assert cache.to_write(ANN)
        clock.seconds = 1.1
        assert cache.to_write(ANN) is None
        assert StreamCache(clock).to_write(ANN) is None
        assert cache.get(ANN)

    def test_knows_nothing_longer_because_its_reading_was_slow(self) -> None:
        clock, log = Clock(), InMemoryLog(CODEC)
        solve(log, 1)

        class SlowLog(SpyLog):
            def latest(self, stream: str, limit: int = 16) -> list[Commit]:
                found = super().latest(stream, limit)
                clock.seconds += 4
                return found

        cache = StreamCache(clock)
        load(SlowLog(log), cache, CODE_BATTLE, ANN)
        clock.seconds = 5.1

        assert cache.to_read(ANN) is None

    def test_is_not_made_older_by_one_who_read_before(self) -> None:
        clock = Clock()
        cache = StreamCache(clock)
        cache.put(StreamState(ANN, 1), 4)
        cache.put(StreamState(ANN, 1), 0)
        clock.seconds = 9

        assert cache.to_read(ANN)


class TestLoad:
    @pytest.mark.parametrize("answers", [0, 5, 14, 15, 16, 30, 31, 35])
    def test_takes_one_query_for_any_length(self, answers: int) -> None:
        log = InMemoryLog(CODEC)
        expected = solve(log, answers)
        spy = SpyLog(log)

        loaded = load(spy, StreamCache(Clock()), CODE_BATTLE, ANN)

        assert loaded == expected
        assert spy.calls == [f"latest {ANN}"]

    def test_reads_only_the_tail_of_a_known_stream(self) -> None:
        log = InMemoryLog(CODEC)
        solve(log, 3)
        spy, cache = SpyLog(log), StreamCache(Clock())
        load(spy, cache, CODE_BATTLE, ANN)
        Process(log).handle(answer("ann", 9), "a9")
        spy.calls.clear()

        loaded = load(spy, cache, CODE_BATTLE, ANN)

        assert loaded == fold(CODE_BATTLE, StreamState(ANN), log.read(ANN))
        assert spy.calls == [f"read {ANN} after 4"]

    def test_reads_all_facts_when_no_folded_state_is_usable(self) -> None:
        log = InMemoryLog(CODEC)
        expected = solve(log, 20)
        bare = InMemoryLog(CODEC)
        for commit in log.read(ANN):
            bare.append(replace(commit, snapshot=None))

        assert load(bare, StreamCache(Clock()), CODE_BATTLE, ANN) == expected

    def test_is_position_zero_for_an_unknown_stream(self) -> None:
        assert load(InMemoryLog(CODEC), StreamCache(Clock()), CODE_BATTLE, ANN) == StreamState(ANN)


class TestFoldedState:
    def test_is_in_every_sixteenth_commit_and_equals_the_fold(self) -> None:
        log = InMemoryLog(CODEC)
        solve(log, 35)
        commits = list(log.read(ANN))

        assert [each.position for each in commits if each.snapshot] == [16, 32]
        for position in (16, 32):
            stream_state = commits[position - 1].snapshot
            assert stream_state == fold(CODE_BATTLE, StreamState(ANN), commits[:position])


class TestLoadAt:
    def test_returns_the_stream_at_any_position_by_one_query_of_what_is_near(self) -> None:
        log = InMemoryLog(CODEC)
        newest = solve(log, 39).position
        for position in range(newest + 1):
            spy = SpyLog(log)
            loaded = load_at(spy, CODE_BATTLE, ANN, position)
            assert loaded == replay(log, CODE_BATTLE, ANN, position=position)
            near = max(position - position % SNAPSHOT_EVERY - 1, 0)
            assert spy.calls == ([f"read {ANN} after {near}"] if position else [])

    def test_reads_from_the_first_commit_on_without_a_snapshot(self) -> None:
        log, bare = InMemoryLog(CODEC), InMemoryLog(CODEC)
        newest = solve(log, 20)
        for commit in log.read(ANN):
            bare.append(replace(commit, snapshot=None))
        assert load_at(bare, CODE_BATTLE, ANN, newest.position) == newest
