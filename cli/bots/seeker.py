"""What a bot in a hunt does next: chance, and what it has found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from random import Random

from cli.bots.moves import Deed
from cli.hunt.model import Clue, Hunt

RESTS_BELOW = 10
"""Energy below which it waits."""

SEARCH_SHARE = 0.2
STEPS = ((0, 1), (0, -1), (1, 0), (-1, 0))


@dataclass(frozen=True)
class Seeker:
    """It goes to what it knows of, digs, guesses riddles and claims."""

    chance: Random

    def move(self, game: Hunt, now: datetime) -> Deed | None:
        """The next command; None when there is nothing to do, or no energy for it."""
        if not game.known or game.through or game.energy_at(now) < RESTS_BELOW:
            return None
        here = game.here()
        if here and self.chance.random() > SEARCH_SHARE:
            return self._take(here)
        known = [each for each in game.clues.values() if each.stage == "found"]
        if not known and self.chance.random() < SEARCH_SHARE:
            return Deed("search")
        return self._step(game, known)

    def _take(self, here: Clue) -> Deed:
        match here.stage:
            case "found":
                return Deed("dig")
            case "unearthed" if here.riddle:
                return Deed("solve", {"treasure": here.treasure, "answer": "no idea"})
            case _:
                return Deed("claim", {"treasure": here.treasure})

    def _step(self, hunt: Hunt, known: list[Clue]) -> Deed:
        """Go nearer to a treasure; now and then anywhere, so that nothing holds it up."""
        x, y = self.chance.choice(STEPS)
        if known and self.chance.random() > SEARCH_SHARE:
            to = self.chance.choice(known)
            far = to.x - hunt.x, to.y - hunt.y
            across = abs(far[0]) > abs(far[1])
            x, y = (_sign(far[0]), 0) if across else (0, _sign(far[1]))
        return Deed("move", {"x": hunt.x + x, "y": hunt.y + y})


def _sign(number: int) -> int:
    return (number > 0) - (number < 0)
