"""A long board on the players' page, in a real browser, with a host that moves it each second."""

from __future__ import annotations

from pathlib import Path

from bench.page import served
from bench.page_host import ROOM
from tests.e2e import stories

pytestmark = stories.IN_BROWSERS


def test_only_rows_near_to_sight_are_in_the_page_and_all_are_reached(tmp_path: Path) -> None:
    folder = stories.bundle("play", tmp_path.parent.name)
    with served() as url:
        told = {"sockets": f"{url.replace('http', 'ws')}/ws", "room": ROOM, "ann": "ann"}
        stories.play(folder, "board", f"{url}/", told)
