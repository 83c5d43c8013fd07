"""A queue of work begins so much at once, and tells who has no turn in time."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from functions.ws.gateway.limits import Bounds
from functions.ws.gateway.work_queue import WorkQueue
from shared.application.ports import Overloaded
from shared.realtime.come_back import LATEST


class Loop:
    def __init__(self) -> None:
        self.now = 0.0

    def time(self) -> float:
        return self.now


class Threads:
    """Does its work when it is told to, oldest first."""

    def __init__(self) -> None:
        self.loop = Loop()
        self.queues: list[WorkQueue] = []
        self._begun: list[tuple[Callable[[], Any], Callable[[Any], None]]] = []

    def later[T](self, work: Callable[[], T], then: Callable[[T | Exception], None]) -> None:
        self._begun.append((work, then))

    def finish(self, seconds: float) -> None:
        """Finish the oldest piece of work, so much later."""
        self.loop.now += seconds
        work, then = self._begun.pop(0)
        then(work())


class Door:
    """Puts work by name into a queue; `done` has what came of each."""

    def __init__(self, bounds: Bounds) -> None:
        self.threads = Threads()
        self.queue = WorkQueue(self.threads, bounds)
        self.done: dict[str, Any] = {}
        self.gone: set[str] = set()

    def enter(self, *names: str) -> None:
        for name in names:
            self.queue.enter(lambda: "ok", partial(self._note, name), partial(self._wants, name))

    def _note(self, name: str, result: object) -> None:
        self.done[name] = result

    def _wants(self, name: str) -> bool:
        return name not in self.gone

    def turned_away(self) -> list[str]:
        return [name for name, result in self.done.items() if isinstance(result, Overloaded)]


class TestWorkQueue:
    def test_does_first_what_came_first(self) -> None:
        door = Door(Bounds(1, 5, 10))
        door.enter("a", "b", "c")
        for _ in range(3):
            door.threads.finish(0.1)
        assert list(door.done.items()) == [("a", "ok"), ("b", "ok"), ("c", "ok")]

    def test_turns_away_beyond_its_line(self) -> None:
        door = Door(Bounds(1, 1, 10))
        door.enter("a", "b", "c")
        assert door.turned_away() == ["c"]

    def test_tells_each_who_is_turned_away_a_later_turn(self) -> None:
        door = Door(Bounds(1, 1, 10))
        for number in range(100):
            door.enter(f"slow-{number}")
            door.threads.finish(5)
        door.enter("a", "b", *(f"late-{number}" for number in range(20)))
        told = [door.done[name].seconds for name in door.turned_away()]
        assert [round(each) for each in told[:3]] == [10, 15, 20]
        assert max(told) == told[-1] == LATEST

    def test_begins_nothing_that_nobody_wants_any_more(self) -> None:
        door = Door(Bounds(1, 5, 10))
        door.enter("a", "b", "c")
        door.gone.add("b")
        door.threads.finish(0.1)
        assert door.turned_away() == ["b"]
        door.threads.finish(0.1)
        assert door.done["c"] == "ok"

    def test_turns_away_who_has_waited_though_nothing_is_ever_done(self) -> None:
        door = Door(Bounds(1, 5, 10))
        door.enter("a", "b")
        door.threads.loop.now = 10.1
        door.enter("c")
        door.queue.expire()
        assert door.turned_away() == ["b"]

    def test_turns_away_at_once_who_would_wait_for_too_long(self) -> None:
        door = Door(Bounds(1, 1000, 10))
        for number in range(100):  # of five seconds each
            door.enter(f"slow-{number}")
            door.threads.finish(5)
        door.enter("a", "b", "c", "d")
        assert door.turned_away() == ["d"]
        assert 10 < door.done["d"].seconds < 16

    def test_shortens_a_line_that_turns_out_to_be_slow(self) -> None:
        door = Door(Bounds(1, 1000, 10))
        door.enter(*(str(number) for number in range(500)))
        door.threads.finish(5)
        assert len(door.turned_away()) > 450
        assert "1" not in door.done

    def test_takes_everybody_again_when_the_store_is_well(self) -> None:
        door = Door(Bounds(1, 1000, 10))
        door.enter("slow")
        door.threads.finish(500)
        door.enter("a", "b")
        assert door.turned_away() == ["b"]
        for number in range(100):
            door.threads.finish(0.01)
            door.enter(f"quick-{number}")
        assert door.turned_away() == ["b"]
