"""A room's subscription: when it counts as whole, and when it ends."""

from __future__ import annotations

import pytest

from functions.ws.gateway.room_subscriptions import ACTIVE_AFTER, RoomSubscriptions
from shared.wire.bus import room_topic
from tests.functions.gateway.delayed import Delayed

ROOM, OTHER = "duel/d1", "duel/d2"


class Bus:
    """What a process subscribes to, in order."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []

    def start(self) -> None: ...
    def stop(self) -> None: ...

    def subscribe(self, topic: str) -> None:
        self.asked.append(("subscribe", topic))

    def unsubscribe(self, topic: str) -> None:
        self.asked.append(("unsubscribe", topic))


class Process:
    def __init__(self) -> None:
        self.loop, self.bus = Delayed(), Bus()
        self.activated: list[str] = []
        self.rooms = RoomSubscriptions(self.loop, self.bus, self.activated.append)

    def active(self, *rooms: str) -> None:
        for room in rooms:
            self.rooms.subscribe(room)
        self.loop.pass_seconds(ACTIVE_AFTER)
        self.bus.asked.clear()
        self.activated.clear()


@pytest.fixture
def process() -> Process:
    return Process()


class TestSubscribe:
    def test_is_active_some_time_after_the_bus_was_asked(self, process: Process) -> None:
        process.rooms.subscribe(ROOM)
        assert process.bus.asked == [("subscribe", room_topic(ROOM))]
        assert not process.rooms.is_active(ROOM)
        process.loop.pass_seconds(ACTIVE_AFTER / 2)
        assert (process.rooms.is_active(ROOM), process.activated) == (False, [])
        process.loop.pass_seconds(ACTIVE_AFTER / 2)
        assert (process.rooms.is_active(ROOM), process.activated) == (True, [ROOM])

    def test_asks_once_however_often_it_is_asked(self, process: Process) -> None:
        for _ in range(3):
            process.rooms.subscribe(ROOM)
        process.loop.pass_seconds(ACTIVE_AFTER)
        process.rooms.subscribe(ROOM)
        process.loop.pass_seconds(ACTIVE_AFTER)
        assert len(process.bus.asked) == 1
        assert process.activated == [ROOM]

    def test_knows_each_room_by_itself(self, process: Process) -> None:
        process.active(ROOM)
        process.rooms.subscribe(OTHER)
        assert (process.rooms.is_active(ROOM), process.rooms.is_active(OTHER)) == (True, False)

    def test_a_room_that_nobody_asked_for_is_not_active(self, process: Process) -> None:
        assert not process.rooms.is_active(ROOM)


class TestUnsubscribeIdle:
    def test_ends_at_the_second_look_that_finds_it_unused(self, process: Process) -> None:
        process.active(ROOM, OTHER)
        process.rooms.unsubscribe_idle({OTHER})
        assert (process.rooms.is_active(ROOM), process.bus.asked) == (True, [])
        process.rooms.unsubscribe_idle({OTHER})
        assert not process.rooms.is_active(ROOM)
        assert process.rooms.is_active(OTHER)
        assert process.bus.asked == [("unsubscribe", room_topic(ROOM))]

    def test_goes_on_when_it_is_used_in_between(self, process: Process) -> None:
        process.active(ROOM)
        for used in (set(), {ROOM}, set(), {ROOM}, set()):
            process.rooms.unsubscribe_idle(used)
        assert process.rooms.is_active(ROOM)
        assert process.bus.asked == []

    def test_leaves_a_room_that_has_only_begun(self, process: Process) -> None:
        process.rooms.subscribe(ROOM)
        for _ in range(3):
            process.rooms.unsubscribe_idle(set())
        process.loop.pass_seconds(ACTIVE_AFTER)
        assert process.rooms.is_active(ROOM)

    def test_begins_anew_after_its_end(self, process: Process) -> None:
        process.active(ROOM)
        for _ in range(2):
            process.rooms.unsubscribe_idle(set())
        process.rooms.subscribe(ROOM)
        assert not process.rooms.is_active(ROOM)
        process.loop.pass_seconds(ACTIVE_AFTER)
        assert (process.rooms.is_active(ROOM), process.activated) == (True, [ROOM])
