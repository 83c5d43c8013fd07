"""A tournament whose messages meet any of several processes, each with a cache of its own."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from shared.application.commands.stream_cache import StreamCache
from shared.games.tournament.plan import Plan
from shared.games.tournament.state import Over
from shared.runtime.log_ports import TRIED_FOR
from tests.games.tournament.venue import Venue

PROCESSES = 4


class Environments(Venue):
    """Has each command and message handled in whichever process is free."""

    def __init__(self, seed: int) -> None:
        self.chance = Random(seed)  # noqa: S311 - what happens in a test
        self.caches: list[StreamCache] = []
        super().__init__(Plan("A cup", game="match"))

    def do(self, command: Any, by: str, game: Any = None) -> Any:
        self.move()
        return super().do(command, by, game) if game else super().do(command, by)

    def work(self, body: str) -> None:
        self.move()
        super().work(body)

    def move(self) -> None:
        """Go on in another process."""
        if not self.caches:
            now = self.app.time.monotonic
            self.caches = [StreamCache(now, tried_for=TRIED_FOR) for _ in range(PROCESSES)]
        vars(self.app)["cache"] = self.chance.choice(self.caches)


@pytest.mark.parametrize("seed", range(40))
def test_goes_on_whatever_each_knows(seed: int) -> None:
    venue = Environments(seed)
    names = [f"p{number}" for number in range(8)]
    venue.register(*names)
    venue.start()
    while matches := venue.open_matches():
        for _, _, match in matches:
            venue.fight(match, loser=max(match.sides))
        venue.settle()
    assert isinstance(venue.state, Over)
    assert [len(place) for place in venue.state.places] == [1, 1, 2, 4]
    assert venue.state.places[0] == ("p0",)
