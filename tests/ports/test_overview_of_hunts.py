"""Hunts in one look, on every store: on the direct log, on owners of slots, and wide ones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from msgspec.json import encode

from functions.owner.beat import tell_slots
from functions.queues import leaderboard
from functions.streams import rank
from shared.adapters.journal.settings import Settings
from shared.adapters.journal.slots import slot_of, slots_of
from shared.adapters.journal.told import NotOwner
from shared.adapters.memory.journal import InMemoryJournal
from shared.application.lifecycle.look_over import Live, Looks, look_at, look_over
from shared.games.hunt import HUNT
from shared.games.hunt import commands as c
from shared.games.hunt import rules as r
from shared.games.hunt.streams import hunt_stream
from shared.kernel.facts import Command, Commit
from shared.kernel.names import value_channel
from shared.wire.messages import Refresh
from tests.functions.battle_application import Shard, change, message
from tests.memory import START, MemoryApplication
from tests.owners.served import OwnerApplication
from tests.ports.conftest import Store

HUNTS = ("h", "wide-h")
HOUR = timedelta(hours=1)
COIN = r.Kind((r.Points(5),))
RULES = r.Rules(("..",), {".": 0}, {"coin": COIN}, (r.Treasure("t", "coin", 0, 0, "A coin"),))


def on_store(app: Any, store: Store) -> Any:
    """Let an application have the store's overview; boards are tried elsewhere."""
    app.overview = store.overview
    return app


class Stage:
    """A stage: its consumer reads what its log has."""

    def __init__(self, app: Any) -> None:
        self.app = app
        self._number = 0

    def play(self, room: str, *names: str) -> None:
        """Plan a hunt; some join, and the first one finds a coin."""
        self.handle(c.PlanHunt(START, room, f"Hunt {room}", START, START + HOUR, RULES))
        for each in names:
            self.handle(c.JoinHunt(START, room, each, f"id-{each}"), f"id-{each}")
        for each in names[:1]:
            self.handle(c.Dig(START, room, each), f"id-{each}")
        self.refresh(room)

    def handle(self, command: Command, by: str = "operator") -> None:
        self._number += 1
        handled = self.app.handle(HUNT, command, by=by, command_id=f"c{self._number}")
        self.consume(handled.commits)

    def consume(self, commits: Sequence[Commit]) -> None:
        Shard(map(change, commits)).deliver(partial(rank.consume, self.app))

    def refresh(self, room: str) -> None:
        """Say that a room's board is whole, which it is here, and make its next version."""
        if claim := self.app.leaderboard.claim_rebuild(hunt_stream(room)):
            self.app.leaderboard.mark_complete(hunt_stream(room), claim)
        due = Refresh(value_channel(hunt_stream(room), "board"), "")
        answer = leaderboard.work(self.app, message(encode(due).decode()))
        assert answer == {"batchItemFailures": []}

    def look(self) -> Looks:
        return look_over(self.app, HUNT)

    def live(self, room: str) -> Live:
        (found,) = [each.live for each in self.look().rooms if each.room == room]
        one = look_at(self.app, HUNT, room)
        assert one is not None
        assert one.live == found
        assert found is not None
        return found


@pytest.fixture
def journal() -> InMemoryJournal:
    return InMemoryJournal()


@pytest.fixture
def owners(store: Store, journal: InMemoryJournal) -> Iterator[list[Any]]:
    """Two processes that may own slots, with one clock."""
    store.flush()
    apps = [on_store(OwnerApplication(journal, Settings(silence=0.0)), store) for _ in range(2)]
    for name in ("time", "views", "leaderboard"):
        setattr(apps[1], name, getattr(apps[0], name))
    yield apps
    for each in apps:
        each.journal.close()


@pytest.fixture
def direct(store: Store) -> Any:
    store.flush()
    return on_store(MemoryApplication(), store)


class TestHunts:
    def test_are_shown_alike_on_every_home(self, direct: Any, owners: list[Any]) -> None:
        for app, room in ((direct, "d"), (owners[0], "h"), (owners[0], "wide-h")):
            stage = Stage(app)
            stage.play(room, "ann", "ben")
            live = stage.live(room)
            assert (live.players, live.leader, live.points) == (2, "ann", 5)
            assert live.columns == (1, 0)
            assert live.events_per_second == pytest.approx(0.5)
            assert (live.idle_seconds, live.lag_seconds, live.silent_seconds) == (0.0, 0.0, None)

    def test_that_rest_slow_down_and_are_not_dropped(self, direct: Any) -> None:
        stage = Stage(direct)
        stage.play("h", "ann")
        before = stage.live("h").events_per_second
        direct.time.pass_seconds(10)
        live = stage.live("h")
        assert live.events_per_second == pytest.approx(before / 2.718281828)
        assert live.idle_seconds == 10.0

    def test_are_told_late_by_a_consumer_that_is_behind(self, direct: Any) -> None:
        stage = Stage(direct)
        direct.time.pass_seconds(30)
        stage.play("h", "ann")
        assert stage.live("h").lag_seconds == 30.0

    def test_are_shown_until_their_end_is_announced(self, direct: Any) -> None:
        stage = Stage(direct)
        stage.play("h", "ann")
        direct.time.pass_seconds(HOUR.total_seconds())
        assert [each.phase for each in stage.look().rooms] == ["ended"]
        stage.handle(c.EndHunt(START + HOUR, "h"))
        assert stage.look().rooms == []
        over = look_at(direct, HUNT, "h")
        assert over is not None
        assert (over.phase, over.live) == ("ended", None)
        assert look_at(direct, HUNT, "none") is None

    def test_that_nobody_ends_are_dropped_after_an_hour(self, direct: Any) -> None:
        stage = Stage(direct)
        stage.play("h", "ann")
        direct.time.pass_seconds(2 * HOUR.total_seconds() + 1)
        assert stage.look().rooms == []
        assert direct.overview.read(HUNT.name).rows == {}


class TestLostCache:
    def test_is_filled_from_the_stored_list(self, direct: Any, store: Store) -> None:
        stage = Stage(direct)
        stage.play("h1", "ann")
        stage.play("h2", "ann")
        store.flush()
        stage.handle(c.Move(START, "h1", "ann", 1, 0), "id-ann")
        found = stage.look()
        assert not found.stale
        assert {each.room: each.title for each in found.rooms} == {"h1": "Hunt h1", "h2": "Hunt h2"}
        stage.handle(c.Move(START, "h1", "ann", 0, 0), "id-ann")
        assert stage.live("h1").events_per_second == pytest.approx(0.1)
        assert stage.live("h2").idle_seconds is None

    def test_that_does_not_answer_leaves_the_stored_list(self) -> None:
        app = MemoryApplication()
        stage = Stage(app)
        stage.play("h", "ann")
        app.overview.down = True
        found = stage.look()
        assert found.stale
        assert [(each.room, each.phase, each.live) for each in found.rooms] == [
            ("h", "running", None)
        ]
        assert look_at(app, HUNT, "h") == found.rooms[0]
        assert look_at(app, HUNT, "none") is None

    def test_that_does_not_answer_holds_up_no_consumer_for_a_pace(self) -> None:
        app = MemoryApplication()
        stage = Stage(app)
        stage.play("h", "ann")
        app.overview.down = True
        stage.handle(c.Move(START, "h", "ann", 1, 0), "id-ann")
        assert app.faults == []
        stage.handle(c.EndEarly(START, "h"))
        assert app.faults, "a head is told again, or the row would never come right"


class TestOwner:
    def test_that_dies_is_seen_until_another_has_taken_over(self, owners: list[Any]) -> None:
        first, second = owners
        stage = Stage(first)
        for each in HUNTS:
            stage.play(each, "ann")
        first.journal.host.claim(*slots_of("hunt/wide-h"))
        tell_slots(first)
        assert {stage.live(each).silent_seconds for each in HUNTS} == {None}

        first.time.pass_seconds(5)  # in which it says nothing
        assert {stage.live(each).silent_seconds for each in HUNTS} == {5.0}
        assert {stage.live(each).leader for each in HUNTS} == {"ann"}

        slot = slot_of("hunt/h")
        with pytest.raises(NotOwner):
            second.journal.host.claim(slot)  # it has just seen the other for the first time
        second.journal.host.claim(slot)
        tell_slots(second)
        after = Stage(second)
        assert after.live("h").silent_seconds is None
        assert after.live("wide-h").silent_seconds == 5.0
        after.handle(c.Move(START, "h", "ann", 1, 0), "id-ann")
        assert (after.live("h").leader, after.live("h").points) == ("ann", 5)
        assert after.live("h").events_per_second > 0

    def test_that_is_not_sure_of_its_slots_says_nothing(self, owners: list[Any]) -> None:
        first, _ = owners
        first.journal.host.claim(7)
        first.journal.host.tenure().sure_until = 0.0
        tell_slots(first)
        assert first.overview.beats() == {}

    def test_goes_on_where_the_cache_is_away(self, journal: InMemoryJournal) -> None:
        app = OwnerApplication(journal, Settings())
        app.journal.host.claim(7)
        app.overview.down = True
        tell_slots(app)
        app.journal.close()
        assert app.faults == []
