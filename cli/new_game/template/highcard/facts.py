"""What can have happened at a table."""

from __future__ import annotations

from datetime import datetime

from rumpus import Fact


class PlayerSat(Fact, frozen=True):
    username: str


class HandsDealt(Fact, frozen=True):
    """`hands` are the cards of each player; the first round ends at `deadline`."""

    hands: dict[str, tuple[int, ...]]
    deadline: datetime


class CardChosen(Fact, frozen=True):
    username: str
    card: int


class RoundPlayed(Fact, frozen=True):
    """Both cards are shown. `points` are everybody's after it; no winner is a draw.

    The next round ends at `deadline`; None when this was the last round.
    """

    cards: dict[str, int]
    winner: str | None
    points: dict[str, int]
    deadline: datetime | None


type TableFact = PlayerSat | HandsDealt | CardChosen | RoundPlayed
