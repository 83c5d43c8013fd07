"""What players played, in memory, for tests."""

from __future__ import annotations

from collections.abc import Sequence

from shared.application.economy.note_games import Played


class InMemoryProfiles:
    """`games` maps players and rooms to what was noted first."""

    def __init__(self) -> None:
        self.games: dict[tuple[str, str], Played] = {}

    def note(self, games: Sequence[Played]) -> None:
        for each in games:
            self.games.setdefault((each.player, each.room), each)
