"""The points that facts leave a participant with."""

from __future__ import annotations

from shared.games.codebattle import facts as f


def score(fact: f.CodeBattleFact) -> int | None:
    """Return the points after the fact; None for a fact that is not about points."""
    match fact:
        case f.ParticipantJoined():
            return 0
        case f.QuestionSolved() | f.PointLost() | f.AwardReversed() | f.AttackReversed():
            return fact.total
        case _:
            return None
