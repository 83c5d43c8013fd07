"""Players' profiles in memory, for tests: the games that they played."""

from __future__ import annotations

from collections.abc import Sequence

from shared.application.economy.note_games import Played, Rated


class InMemoryProfiles:
    """`games` maps players and rooms to the first note, `ratings` maps them to the last one."""

    def __init__(self) -> None:
        self.games: dict[tuple[str, str], Played] = {}
        self.ratings: dict[tuple[str, str], Rated] = {}

    def note(self, games: Sequence[Played]) -> None:
        for each in games:
            self.games.setdefault((each.player, each.room), each)

    def note_rating(self, rated: Rated) -> None:
        known = self.ratings.get((rated.player, rated.season))
        if known is None or known.position < rated.position:
            self.ratings[rated.player, rated.season] = rated
