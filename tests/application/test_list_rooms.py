"""The list of rooms is right whatever the calendar holds, and its pages leave nothing out."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import UNSET

from shared.adapters.memory.views import InMemoryViews
from shared.application.lifecycle.list_rooms import Cursor, Filter, RoomRow, list_rooms
from shared.application.lifecycle.project_room import KIND, listed, row_of
from shared.games.codebattle import CODE_BATTLE
from shared.games.codebattle.lifecycle import schedule
from shared.games.codebattle.state import Battle
from shared.games.codebattle.streams import battle_stream
from shared.kernel.game import Phase
from tests.application.commits import START
from tests.games.codebattle.battle import PACK, PACK_HASH, scheduled

MINUTE = timedelta(minutes=1)
NOW = START
PHASES: tuple[Phase, ...] = ("running", "scheduled", "ended")

CALENDAR = st.lists(
    st.tuples(st.integers(-3, 3), st.integers(1, 4), st.booleans(), st.booleans()), max_size=12
)
"""Of each battle: when it starts and how long it lasts, and what was announced."""


def battle(number: int, start: int, length: int, *, begun: bool, over: bool) -> Battle:
    starts_at, ends_at = NOW + start * MINUTE, NOW + (start + length) * MINUTE
    plain = scheduled()
    made = (f"b{number}", "t", starts_at, ends_at, plain.rules, PACK, PACK_HASH)
    told = ends_at if over and ends_at <= NOW else UNSET
    return Battle(*made, begun and starts_at <= NOW, told is not UNSET, told)


def keep(views: InMemoryViews, *battles: Battle) -> None:
    for each in battles:
        room, row = battle_stream(each.battle), schedule(each)
        assert row is not None
        views.put(KIND, room, row_of(room, row), 1, listed(CODE_BATTLE, room, row))


def pages(views: InMemoryViews, wanted: Filter, limit: int) -> list[list[RoomRow]]:
    found, after = list_rooms(views, CODE_BATTLE, NOW, wanted, None, limit)
    every = [found]
    while after is not None:
        after = Cursor.parse(str(after))
        found, after = list_rooms(views, CODE_BATTLE, NOW, wanted, after, limit)
        every.append(found)
    return every


class TestListRooms:
    @given(calendar=CALENDAR, limit=st.integers(1, 5))
    def test_has_each_battle_once_and_its_pages_are_full(
        self, calendar: list[tuple[int, int, bool, bool]], limit: int
    ) -> None:
        views = InMemoryViews()
        battles = [
            battle(number, start, length, begun=begun, over=over)
            for number, (start, length, begun, over) in enumerate(calendar)
        ]
        keep(views, *battles)
        every = pages(views, Filter(), limit)
        names = [each.room for page in every for each in page]
        assert sorted(names) == sorted(battle_stream(each.battle) for each in battles)
        assert [len(page) for page in every[:-1]] == [limit] * (len(every) - 1)
        assert every[-1] or not battles
        phases = [each.phase(NOW) for page in every for each in page]
        assert phases == sorted(phases, key=PHASES.index)

    @given(calendar=CALENDAR, phase=st.sampled_from(PHASES))
    def test_has_those_of_a_phase_alone(
        self, calendar: list[tuple[int, int, bool, bool]], phase: Phase
    ) -> None:
        views = InMemoryViews()
        battles = [
            battle(number, start, length, begun=begun, over=over)
            for number, (start, length, begun, over) in enumerate(calendar)
        ]
        keep(views, *battles)
        found = {each.room for page in pages(views, Filter(phase), 2) for each in page}
        assert found == {battle_stream(each.battle) for each in battles if each.phase(NOW) == phase}

    @pytest.mark.parametrize("begun", [True, False])
    def test_shows_what_runs_first_however_much_is_planned(self, *, begun: bool) -> None:
        views = InMemoryViews()
        later = (battle(each, 1 + each, 1, begun=False, over=False) for each in range(55))
        keep(views, *later, battle(99, -1, 2, begun=begun, over=False))
        found, after = list_rooms(views, CODE_BATTLE, NOW, Filter(), None, 50)
        assert [each.room for each in found[:3]] == [
            battle_stream(each) for each in ("b99", "b0", "b1")
        ]
        assert after is not None

    @pytest.mark.parametrize(
        ("since", "until", "expected"),
        [
            (NOW + 2 * MINUTE, None, ["b2", "b3"]),
            (None, NOW + 2 * MINUTE, ["b1"]),
            (NOW + 2 * MINUTE, NOW + 3 * MINUTE, ["b2"]),
            (NOW + 3 * MINUTE, NOW + 2 * MINUTE, []),
        ],
    )
    def test_has_those_of_a_time_alone(
        self, since: datetime | None, until: datetime | None, expected: list[str]
    ) -> None:
        views = InMemoryViews()
        keep(views, *(battle(each, each, 1, begun=False, over=False) for each in (1, 2, 3)))
        found, _ = list_rooms(views, CODE_BATTLE, NOW, Filter("scheduled", since, until), None, 10)
        assert [each.room for each in found] == [battle_stream(each) for each in expected]
