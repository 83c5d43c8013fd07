"""A long board on the players' page, in a real browser, with a host that moves it."""

from __future__ import annotations

from pathlib import Path

from bench.page import served
from bench.page_host import ROOM
from tests.e2e import stories

pytestmark = stories.IN_BROWSERS


def _play(folder: Path, story: str, every: float) -> None:
    programs = stories.bundle("play", folder.parent.name)
    with served(every) as url:
        told = {"sockets": f"{url.replace('http', 'ws')}/ws", "room": ROOM, "ann": "ann"}
        stories.play(programs, story, f"{url}/", told)


def test_only_rows_near_to_sight_are_in_the_page_and_all_are_reached(tmp_path: Path) -> None:
    _play(tmp_path, "board", every=1)


def test_a_board_that_moves_many_times_keeps_no_list_of_before(tmp_path: Path) -> None:
    _play(tmp_path, "memory", every=0.02)
