"""Points of a code battle, by fact."""

from __future__ import annotations

from collections.abc import Mapping

from shared.games.codebattle import facts as f


def points(fact: f.CodeBattleFact, username: str) -> Mapping[str, int]:
    """Return the participant's points after the fact; empty for a fact that is not about points."""
    match fact:
        case f.QuestionMissed():  # the frequent: a case that fails is slow
            return {}
        case f.QuestionSolved() | f.PointLost() | f.AwardReversed() | f.AttackReversed():
            return {username: fact.total}
        case f.ParticipantJoined():
            return {username: 0}
        case _:
            return {}
