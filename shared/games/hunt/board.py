"""Scores of a hunt by fact: points, and the columns beside them."""

from __future__ import annotations

from collections.abc import Mapping

from shared.games.hunt import facts as f
from shared.kernel.game import Board, Column, Score


def points(fact: f.HuntFact, username: str) -> Mapping[str, int | Score]:
    """Return the seeker's score after the fact; empty for a fact that is not about points."""
    match fact:
        case f.SeekerJoined():
            return {username: 0}
        case f.TreasureTaken() | f.FindReversed():
            return {username: Score(fact.total, (fact.finds, fact.steps))}
        case _:
            return {}


BOARD = Board(points, columns=(Column("finds", "most"), Column("steps")))
"""The board: of equal points the more treasures come first, then the earlier time."""
