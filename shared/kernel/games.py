"""The games that a process knows, by name."""

from __future__ import annotations

from collections.abc import Iterator

from shared.kernel.check_manifest import check_manifests
from shared.kernel.errors import CommandRefused
from shared.kernel.game import Game
from shared.kernel.names import game_of


class Games:
    """Some games, each under a unique name; raises BadManifest unless each manifest is valid."""

    def __init__(self, *games: Game) -> None:
        check_manifests(games)
        self._games = {each.name: each for each in games}

    def __iter__(self) -> Iterator[Game]:
        return iter(self._games.values())

    def get(self, name: str) -> Game:
        """Return the game of that name; raise CommandRefused `unknown_game`."""
        if game := self._games.get(name):
            return game
        raise CommandRefused("unknown_game")

    def of(self, stream: str) -> Game | None:
        """Return the game of a stream or room; None if this process does not know the game."""
        return self._games.get(game_of(stream))
