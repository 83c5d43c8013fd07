from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from client import snapshots as clients
from shared.application.boards.ports import RankedEntry
from shared.application.channels.values import (
    Snapshot,
    board_snapshot,
    difference,
    patched,
    presence_snapshot,
)

NAMES = st.lists(st.text("abcdefgh", min_size=1, max_size=2), unique=True, max_size=12)


@st.composite
def boards(draw: st.DrawFn) -> dict[str, object]:
    names = draw(NAMES)
    points = sorted((draw(st.integers(0, 5)) for _ in names), reverse=True)
    entries = [RankedEntry(n, p, i) for i, (n, p) in enumerate(zip(names, points, strict=True), 1)]
    return board_snapshot(entries, draw(st.integers(0, 30)))


class TestDifference:
    @given(boards(), boards())
    def test_makes_the_new_board_of_the_old_or_is_none(
        self, old: dict[str, object], new: dict[str, object]
    ) -> None:
        delta = difference(old, new)
        assert delta is None or patched(old, delta) == clients.patched(old, delta) == new

    @given(NAMES, NAMES)
    def test_makes_the_new_presence_of_the_old_or_is_none(
        self, old: list[str], new: list[str]
    ) -> None:
        before, after = presence_snapshot(len(old), old), presence_snapshot(len(new), new)
        delta = difference(before, after)
        assert delta is None or patched(before, delta) == after
        assert delta is None or clients.patched(before, delta) == after

    def test_names_only_the_one_who_moved(self) -> None:
        old = {"size": 3, "rows": [["ana", 3], ["bo", 2], ["cy", 1]]}
        new = {"size": 3, "rows": [["cy", 9], ["ana", 3], ["bo", 2]]}
        assert difference(old, new) == {"size": 3, "changed": [[1, "cy", 9]], "removed": []}

    def test_does_not_name_who_falls_off_the_end_of_a_full_board(self) -> None:
        old: Snapshot = {"size": 101, "rows": [[f"p{rank:03}", 200 - rank] for rank in range(100)]}
        new = {"size": 101, "rows": [["new", 300], *old["rows"][:-1]]}
        delta = difference(old, new)
        assert delta == {"size": 101, "changed": [[1, "new", 300]], "removed": []}
        assert patched(old, delta) == clients.patched(old, delta) == new

    def test_names_who_leaves_from_the_middle_of_a_full_board(self) -> None:
        old: Snapshot = {"size": 101, "rows": [[f"p{rank:03}", 200 - rank] for rank in range(100)]}
        new = {"size": 100, "rows": [*old["rows"][:50], *old["rows"][51:], ["last", 9]]}
        delta = difference(old, new)
        assert delta == {"size": 100, "changed": [[100, "last", 9]], "removed": ["p050"]}
        assert patched(old, delta) == clients.patched(old, delta) == new

    def test_gives_way_to_the_snapshot_when_order_changed_without_points(self) -> None:
        old = {"size": 2, "rows": [["ana", 1], ["bo", 1]]}
        new = {"size": 2, "rows": [["bo", 1], ["ana", 1]]}
        assert difference(old, new) is None
