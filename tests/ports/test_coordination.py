"""What every coordination promises, on the twin in memory, on Valkey, and on a Valkey cluster."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from random import Random
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.application.ports import Coordination, Turn
from tests.ports.conftest import Store

T0 = datetime(2026, 3, 1, 12, tzinfo=UTC)
LONG = 60_000


@pytest.fixture(scope="session")
def marks(store: Store) -> Coordination:
    return store.coordination


def new_key() -> str:
    return f"k-{uuid4().hex}"


def seconds(count: float) -> datetime:
    return T0 + timedelta(seconds=count)


def eventually(holds: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + 5
    while not holds():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.005)
    return True


def begun(marks: Coordination, key: str) -> Turn:
    """Begin a turn that nobody else has."""
    turn = marks.begin_turn(key, 0, LONG)
    assert turn
    return turn


class TestClaim:
    def test_is_given_to_one(self, marks: Coordination) -> None:
        key = new_key()
        with ThreadPoolExecutor(8) as pool:
            tokens = list(pool.map(lambda _: marks.claim(key, LONG), range(50)))
        assert sum(token is not None for token in tokens) == 1

    def test_can_be_given_back(self, marks: Coordination) -> None:
        key = new_key()
        token = marks.claim(key, LONG)
        assert token
        marks.release(key, token)
        again = marks.claim(key, LONG)
        assert again
        assert again != token

    def test_is_not_given_back_by_another(self, marks: Coordination) -> None:
        key = new_key()
        token = marks.claim(key, LONG)
        assert token
        marks.release(key, f"{token}x")
        assert marks.claim(key, LONG) is None
        marks.release(new_key(), token)

    def test_lapses(self, marks: Coordination) -> None:
        key = new_key()
        old = marks.claim(key, 20)
        assert old
        assert eventually(lambda: marks.claim(key, LONG) is not None)
        marks.release(key, old)
        assert marks.claim(key, LONG) is None


class TestPut:
    def test_keeps_bytes_as_they_are(self, marks: Coordination) -> None:
        key, value = new_key(), bytes(range(256)) * 4
        assert marks.get(key) is None
        marks.put(key, value, LONG)
        assert marks.get(key) == value
        marks.put(key, b"", LONG)
        assert marks.get(key) == b""

    def test_lapses(self, marks: Coordination) -> None:
        key = new_key()
        marks.put(key, b"x", 20)
        assert eventually(lambda: marks.get(key) is None)

    def test_is_apart_from_leases_and_turns(self, marks: Coordination) -> None:
        key = new_key()
        marks.put(key, b"x", LONG)
        assert marks.claim(key, LONG)
        assert marks.begin_turn(key, 0, LONG) is not None
        assert marks.get(key) == b"x"


class TestTurn:
    def test_is_of_one_who_is_told_how_far_each_is(self, marks: Coordination) -> None:
        key = new_key()
        with ThreadPoolExecutor(8) as pool:
            turns = list(pool.map(lambda _: marks.begin_turn(key, 0, LONG), range(50)))
        (turn,) = filter(None, turns)
        assert turn.cursors == {}
        assert marks.end_turn(key, turn.token, {"a": 5, "b": 1}, LONG) == 0
        assert begun(marks, key).cursors == {"a": 5, "b": 1}

    def test_is_not_ended_by_another(self, marks: Coordination) -> None:
        key = new_key()
        turn = begun(marks, key)
        marks.end_turn(key, f"{turn.token}x", {}, LONG)
        marks.end_turn(key, "", {}, LONG)
        assert marks.begin_turn(key, 0, LONG) is None
        marks.end_turn(new_key(), turn.token, {}, LONG)
        assert marks.begin_turn(key, 0, LONG) is None

    def test_lapses(self, marks: Coordination) -> None:
        key = new_key()
        old = marks.begin_turn(key, 0, 20)
        assert old
        assert eventually(lambda: marks.begin_turn(key, 0, LONG) is not None)
        marks.end_turn(key, old.token, {}, LONG)
        assert marks.begin_turn(key, 0, LONG) is None

    def test_tells_its_holder_how_far_those_were_who_gave_way(self, marks: Coordination) -> None:
        key = new_key()
        turn = begun(marks, key)
        with ThreadPoolExecutor(8) as pool:
            gave_way = list(pool.map(lambda n: marks.begin_turn(key, n, LONG), range(50)))
        assert gave_way == [None] * 50
        assert marks.end_turn(key, "", {"a": 1}, LONG) == 49
        assert marks.end_turn(key, turn.token, {}, LONG) == 49

    def test_leaves_no_word_where_it_is_given(self, marks: Coordination) -> None:
        key = new_key()
        turn = marks.begin_turn(key, 7, LONG)
        assert turn
        assert marks.end_turn(key, turn.token, {}, LONG) == 0

    def test_forgets_word_in_time(self, marks: Coordination) -> None:
        key = new_key()
        begun(marks, key)
        assert marks.begin_turn(key, 7, 20) is None
        assert eventually(lambda: marks.end_turn(key, "", {}, LONG) == 0)

    def test_never_lowers_a_cursor(self, marks: Coordination) -> None:
        key = new_key()
        marks.end_turn(key, "", {"a": 5, "b": 1}, LONG)
        marks.end_turn(key, "", {"a": 4, "b": 2, "c": 0}, LONG)
        assert begun(marks, key).cursors == {"a": 5, "b": 2, "c": 0}

    def test_forgets_cursors_in_time(self, marks: Coordination) -> None:
        key = new_key()
        marks.end_turn(key, "", {"a": 5}, 20)

        def is_forgotten() -> bool:
            turn = begun(marks, key)
            marks.end_turn(key, turn.token, {}, LONG)
            return turn.cursors == {}

        assert eventually(is_forgotten)

    def test_ends_alike_however_threads_race(self, marks: Coordination) -> None:
        key = new_key()

        def note(number: int) -> None:
            marks.end_turn(key, "", {"a": number, f"f{number % 5}": number}, LONG)

        with ThreadPoolExecutor(8) as pool:
            list(pool.map(note, range(200)))
        assert begun(marks, key).cursors == {"a": 199} | {f"f{i}": 195 + i for i in range(5)}


class TestSpend:
    def test_takes_a_full_bucket_and_then_waits(self, marks: Coordination) -> None:
        key = new_key()
        assert [marks.spend(key, 3, 60_000, T0) for _ in range(4)] == [0, 0, 0, 60_000]
        assert marks.spend(key, 3, 60_000, seconds(45)) == 15_000
        assert marks.spend(key, 3, 60_000, seconds(60)) == 0
        assert marks.spend(key, 3, 60_000, seconds(60)) == 60_000
        assert marks.spend(new_key(), 3, 60_000, T0) == 0

    def test_never_holds_more_than_a_burst(self, marks: Coordination) -> None:
        key = new_key()
        assert marks.spend(key, 2, 60_000, T0) == 0
        later = [marks.spend(key, 2, 60_000, seconds(86_400)) for _ in range(3)]
        assert later == [0, 0, 60_000]

    def test_gives_no_more_than_there_is_to_many_at_once(self, marks: Coordination) -> None:
        key = new_key()
        with ThreadPoolExecutor(8) as pool:
            waits = list(pool.map(lambda _: marks.spend(key, 10, 60_000, T0), range(50)))
        assert waits.count(0) == 10


class TestPresence:
    def test_counts_who_is_there_by_name(self, marks: Coordination) -> None:
        channel = new_key()
        assert marks.present(channel, T0) == (0, [])
        marks.mark_present(channel, {"bob": seconds(10), "ada": seconds(5)}, T0)
        marks.mark_present(channel, {"cy": seconds(20)}, T0)
        assert marks.present(channel, T0) == (3, ["ada", "bob", "cy"])
        assert marks.present(channel, T0, sample=2) == (3, ["ada", "bob"])
        assert marks.present(channel, T0, sample=0) == (3, [])

    def test_leaves_out_who_expired(self, marks: Coordination) -> None:
        channel = new_key()
        marks.mark_present(channel, {"ada": seconds(5), "bob": seconds(10)}, T0)
        assert marks.present(channel, seconds(4.999)) == (2, ["ada", "bob"])
        assert marks.present(channel, seconds(5)) == (1, ["bob"])
        assert marks.present(channel, seconds(10)) == (0, [])

    def test_prolongs(self, marks: Coordination) -> None:
        channel = new_key()
        marks.mark_present(channel, {"ada": seconds(5)}, T0)
        marks.mark_present(channel, {"ada": seconds(15)}, seconds(4))
        assert marks.present(channel, seconds(6)) == (1, ["ada"])

    def test_forgets_who_left(self, marks: Coordination) -> None:
        channel = new_key()
        marks.mark_present(channel, {"ada": seconds(5), "bob": seconds(5)}, T0)
        marks.mark_absent(channel, "ada")
        marks.mark_absent(channel, "nobody")
        assert marks.present(channel, T0) == (1, ["bob"])

    def test_takes_nobody(self, marks: Coordination) -> None:
        channel = new_key()
        marks.mark_present(channel, {}, T0)
        assert marks.present(channel, T0) == (0, [])

    def test_holds_a_crowd_that_expires_at_once(self, marks: Coordination) -> None:
        channel = new_key()
        crowd = {f"p{i:05}": seconds(5) for i in range(3500)}
        marks.mark_present(channel, crowd | {"zoe": seconds(9)}, T0)
        assert marks.present(channel, T0) == (3501, sorted(crowd)[:100])
        assert marks.present(channel, seconds(6)) == (1, ["zoe"])

    @settings(max_examples=30)
    @given(
        steps=st.lists(st.tuples(st.sampled_from("abcd"), st.integers(-1, 9)), max_size=20),
        random=st.randoms(use_true_random=False),
    )
    def test_is_what_was_marked_last(
        self, marks: Coordination, steps: list[tuple[str, int]], random: Random
    ) -> None:
        channel, expected, now = new_key(), dict[str, int](), 0
        for member, until in steps:
            if until < 0:
                marks.mark_absent(channel, member)
                expected.pop(member, None)
            else:
                marks.mark_present(channel, {member: seconds(until)}, seconds(now))
                expected[member] = until
            now += random.randint(0, 1)
            there = sorted(name for name, end in expected.items() if end > now)
            assert marks.present(channel, seconds(now)) == (len(there), there)
