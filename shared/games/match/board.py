"""Points of a match: the damage that fighters have done."""

from __future__ import annotations

from collections.abc import Mapping

from shared.games.match import facts as f


def points(fact: f.MatchFact, _username: str) -> Mapping[str, int]:
    """Return everybody's points after the fact; empty if it changes none."""
    match fact:
        case f.TurnResolved() if fact.blows:
            return {who: fact.fighters[who].dealt for who in {each.by for each in fact.blows}}
        case f.MatchBegan():
            return dict.fromkeys(fact.fighters, 0)
        case _:
            return {}
