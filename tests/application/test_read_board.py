"""A board can always be read: live, or as it was last stored."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier

import pytest

from shared.application.boards.ports import Neighbours, RankedEntry, Top
from shared.application.boards.read_board import BoardSnapshot, read_board
from shared.application.boards.rebuild_board import rebuild_board
from shared.application.channels.values import board_snapshot
from shared.games.codebattle.board import points
from shared.kernel.errors import CommandRefused
from shared.kernel.facts import Commit
from shared.kernel.game import Board
from tests.application.battle_fixture import SpyLog
from tests.application.commits import ROOM, START, joined, moment, solved
from tests.games.codebattle.battle import scheduled
from tests.memory import MemoryApplication


def read_top(app: App, board: str, count: int = 100, *, rebuild: bool = True) -> BoardSnapshot:
    return read_board(app, board, Top(count), rebuild=rebuild)


def read_neighbours(app: App, board: str, member: str, radius: int = 5) -> BoardSnapshot:
    return read_board(app, board, Neighbours(member, radius), rebuild=True)


read_rank = partial(read_neighbours, radius=0)

FINAL = f"{ROOM}@final"
NAMES = [f"p{i}" for i in range(9)]
RANKED = [RankedEntry(name, 90 - 10 * i, i + 1) for i, name in enumerate(NAMES)]


class App(MemoryApplication):
    def __init__(self) -> None:
        super().__init__()
        self.time.now = moment(60)
        self.rebuilds: list[int] = []

    def rebuild(self, room: str) -> int | None:
        count = rebuild_board(self.log, self.leaderboard, Board(points), room)
        if count is not None:
            self.rebuilds.append(count)
        return count

    def store(self, board: str, entries: list[RankedEntry], size: int) -> None:
        snapshot = board_snapshot(entries, size) | {"at": START.isoformat()}
        self.views.put("board", board, snapshot)


@pytest.fixture
def app() -> App:
    app = App()
    app.log.append(Commit(ROOM, 1, (scheduled(),), START, "op", "plan", ""))
    for entry in RANKED:
        app.log.append(joined(entry.member))
        app.log.append(solved(entry.member, 2, entry.points))
    return app


def live(*entries: RankedEntry) -> BoardSnapshot:
    return BoardSnapshot(entries, 9, stale=False, as_of=moment(60))


def stale(*entries: RankedEntry) -> BoardSnapshot:
    return BoardSnapshot(entries, 9, stale=True, as_of=START)


class TestLiveBoard:
    def test_is_built_by_its_first_reader(self, app: App) -> None:
        assert read_top(app, ROOM, 2) == live(*RANKED[:2])
        assert read_top(app, ROOM) == live(*RANKED)
        assert read_rank(app, ROOM, "p4") == live(RANKED[4])
        assert read_rank(app, ROOM, "nobody") == live()
        assert read_neighbours(app, ROOM, "p1", 2) == live(*RANKED[:4])
        assert app.rebuilds == [9]

    def test_is_built_again_after_a_flush(self, app: App) -> None:
        read_top(app, ROOM)
        app.leaderboard.flush()
        assert read_rank(app, ROOM, "p8") == live(RANKED[8])
        assert app.rebuilds == [9, 9]

    def test_of_a_season_is_not_rebuilt(self, app: App) -> None:
        read_top(app, ROOM)
        app.leaderboard.finalise(ROOM, "final")
        assert read_top(app, FINAL, 1) == live(RANKED[0])
        app.leaderboard.flush()
        app.store(FINAL, RANKED, 9)
        assert read_top(app, FINAL, 1) == stale(RANKED[0])
        assert app.rebuilds == [9]

    def test_is_not_rebuilt_for_a_reader_who_is_not_known(self, app: App) -> None:
        assert read_top(app, ROOM, rebuild=False) == BoardSnapshot((), 0, stale=True, as_of=None)
        app.store(ROOM, RANKED, 9)
        assert read_board(app, ROOM, Neighbours("p4", 0)) == stale(RANKED[4])
        assert app.rebuilds == []
        read_top(app, ROOM)
        assert read_top(app, ROOM, 1, rebuild=False) == live(RANKED[0])

    @pytest.mark.parametrize("board", ["codebattle/none", "codebattle/none@final", "chess/b1"])
    @pytest.mark.parametrize("rebuild", [True, False])
    def test_of_no_room_is_refused_before_anything_is_done(
        self, app: App, board: str, *, rebuild: bool
    ) -> None:
        with pytest.raises(CommandRefused, match="unknown_room"):
            read_top(app, board, rebuild=rebuild)
        assert app.rebuilds == []
        assert app.leaderboard.claim_rebuild("codebattle/none")


class TestStoredBoard:
    def test_is_served_while_the_store_is_down(self, app: App) -> None:
        app.store(ROOM, RANKED, 9)
        app.leaderboard.down = True
        assert read_top(app, ROOM, 3) == stale(*RANKED[:3])
        assert read_top(app, ROOM, -1) == stale()
        assert read_rank(app, ROOM, "p4") == stale(RANKED[4])
        assert read_rank(app, ROOM, "nobody") == stale()
        assert read_neighbours(app, ROOM, "p7", 2) == stale(*RANKED[5:])
        assert read_neighbours(app, ROOM, "p0", 1) == stale(*RANKED[:2])
        assert read_neighbours(app, ROOM, "nobody") == stale()

    def test_is_served_while_another_rebuilds(self, app: App) -> None:
        app.store(ROOM, RANKED[:3], 9)
        assert app.leaderboard.claim_rebuild(ROOM)
        assert read_top(app, ROOM) == stale(*RANKED[:3])
        assert app.rebuilds == []

    def test_may_never_have_been(self, app: App) -> None:
        app.leaderboard.down = True
        assert read_top(app, ROOM) == BoardSnapshot((), 0, stale=True, as_of=None)


class TestStampede:
    def test_of_a_thousand_readers_makes_one_rebuild(self, app: App) -> None:
        readers = 20
        together = Barrier(readers)

        class Slow(SpyLog):
            def streams(self, family: str) -> Iterator[str]:
                assert together.wait(60) >= 0
                return super().streams(family)

        app.store(ROOM, RANKED[:1], 9)
        app.log = Slow(app.log)

        def read(number: int) -> BoardSnapshot:
            snapshot = read_top(app, ROOM, 1)
            if number < readers and snapshot.stale:
                together.wait(60)
            return snapshot

        with ThreadPoolExecutor(readers) as pool:
            snapshots = list(pool.map(read, range(1000)))
        assert app.rebuilds == [9]
        assert {snapshot.entries for snapshot in snapshots} == {tuple(RANKED[:1])}
        assert sum(snapshot.stale for snapshot in snapshots) >= readers - 1
