"""The games that a process knows, by name."""

from __future__ import annotations

from collections.abc import Iterator

from shared.kernel.check_manifest import check_manifests
from shared.kernel.errors import CommandRefused
from shared.kernel.game import Game
from shared.kernel.names import game_of


class Games:
    """A few games, each under a name of its own; raises BadManifest unless each is whole."""

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
        """Return the game that a stream or a room is of; None for one of no game here."""
        return self._games.get(game_of(stream))
