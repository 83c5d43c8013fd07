"""What is built once is built by one thread, however many come together."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, BrokenBarrierError

import pytest

from shared.runtime.once import once, once_each

THREADS = 8


class Built:
    """Counts how often it is built; a builder waits a moment for another one beside it."""

    def __init__(self) -> None:
        self.times = 0
        self._meet = Barrier(2)

    @once
    def part(self) -> object:
        return self.build()

    def build(self) -> object:
        self.times += 1
        try:
            self._meet.wait(0.2)
        except BrokenBarrierError:
            return object()
        raise AssertionError("two build at the same time")


def together(look: Callable[[], object]) -> set[object]:
    """What threads find that come at the same time."""
    start = Barrier(THREADS)

    def come(_: int) -> object:
        start.wait()
        return look()

    with ThreadPoolExecutor(THREADS) as pool:
        return set(pool.map(come, range(THREADS)))


class TestOnce:
    def test_is_one_part_for_all_who_come_together(self) -> None:
        built = Built()
        assert together(lambda: built.part) == {built.part}
        assert built.times == 1

    def test_is_another_part_for_another_owner(self) -> None:
        assert Built().part is not Built().part

    def test_may_be_replaced(self) -> None:
        built = Built()
        built.part = "another"  # as the fixtures of hosts do
        assert (built.part, built.times) == ("another", 0)

    def test_is_tried_again_after_a_failure(self) -> None:
        class Failing:
            fails = True

            @once
            def part(self) -> str:
                if self.fails:
                    raise LookupError
                return "here"

        owner = Failing()
        with pytest.raises(LookupError):
            _ = owner.part
        owner.fails = False
        assert owner.part == "here"


class TestOnceEach:
    def test_builds_one_for_each_argument(self) -> None:
        built = {"a": Built(), "b": Built()}

        @once_each
        def part(name: str) -> object:
            return built[name].build()

        assert together(lambda: part("a")) == {part("a")}
        assert part("b") is not part("a")
        assert [each.times for each in built.values()] == [1, 1]
