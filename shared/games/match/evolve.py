"""Folds each fact into the state of a match."""

from __future__ import annotations

from typing import assert_never

from msgspec.structs import replace

from shared.games.match import facts as f
from shared.games.match.state import DELAY, Fighting, Gathering, Match, Over

type PlaceFact = f.PlaceVacated | f.PlaceFilled
type FightingFact = f.PlayerReturned | f.ActionChosen | f.TurnResolved | f.Forfeited | PlaceFact
type GatheringFact = f.PlayerJoined | f.GearTaken | f.MatchBegan


def evolve(match: Match | None, fact: f.MatchFact) -> Match:
    """Return the match after the fact."""
    match fact:
        case (
            f.TurnResolved()
            | f.ActionChosen()
            | f.PlayerReturned()
            | f.Forfeited()
            | f.PlaceVacated()
            | f.PlaceFilled()
        ):
            assert isinstance(match, Fighting)
            return _fighting(match, fact)
        case f.MatchOpened():
            opened = Gathering(fact.plan, fact.seed, fact.join_by, source=fact.source)
            return replace(opened, gear=None) if fact.gear else opened
        case f.ActionFailed():
            assert match is not None
            return match
        case f.MatchEnded():
            assert isinstance(match, Fighting)
            players = tuple(sorted(match.fighters))  # the log keeps no order of names
            return Over(
                match.plan, fact.seed, fact.at, players, match.turn, match.fighters, fact.places
            )
        case f.MatchCancelled():
            assert isinstance(match, Gathering)
            return Over(match.plan, match.seed, fact.at, tuple(sorted(match.asked)))
        case f.PlayerJoined() | f.GearTaken() | f.MatchBegan():
            assert isinstance(match, Gathering)
            return _gathering(match, fact)
        case _:
            assert_never(fact)


def _gathering(match: Gathering, fact: GatheringFact) -> Match:
    match fact:
        case f.PlayerJoined():
            players = match.players | {fact.username: fact.items}
            is_full = len(players) == (len(match.plan.asked) or match.plan.seats)
            return replace(match, players=players, full=fact.at if is_full else None)
        case f.GearTaken():
            return replace(match, gear=fact.gear)
        case f.MatchBegan():
            return Fighting(
                match.plan,
                match.seed,
                fact.at,
                fact.ends_at,
                fact.deadline,
                fact.fighters,
                dict.fromkeys(fact.fighters, 0),
                dict.fromkeys(fact.fighters, fact.at),
                source=match.source,
            )
        case _:
            assert_never(fact)


def _fighting(match: Fighting, fact: FightingFact) -> Fighting:
    match fact:
        case f.TurnResolved():
            return _resolved(match, fact)
        case f.PlayerReturned():
            return replace(match, seen=match.seen | {fact.username: fact.at})
        case f.ActionChosen():
            who = fact.username
            return replace(
                match,
                chosen=match.chosen | {who: fact.action},
                seqs=match.seqs | {who: fact.seq},
                seen=match.seen | {who: fact.at},
            )
        case f.Forfeited():
            gone = {
                who: replace(match.fighters[who], health=0, fell=match.turn + 1)
                for who in fact.usernames
            }
            chosen = {who: each for who, each in match.chosen.items() if who not in gone}
            return replace(match, fighters=match.fighters | gone, chosen=chosen)
        case f.PlaceVacated():
            return replace(match, vacant=fact.instead_of)
        case f.PlaceFilled():
            return _filled(match, fact)
        case _:
            assert_never(fact)


def _filled(match: Fighting, fact: f.PlaceFilled) -> Fighting:
    who = fact.username
    return replace(
        match,
        fighters=match.fighters | {who: fact.fighter},
        seqs=match.seqs | {who: 0},
        seen=match.seen | {who: fact.at},
        filled=True,
    )


def _resolved(match: Fighting, fact: f.TurnResolved) -> Fighting:
    by, is_by_rounds = fact.by, match.plan.style == "rounds"
    return replace(
        match,
        fighters=fact.fighters,
        chosen={},
        turn=fact.turn,
        deadline=fact.deadline,
        trail=(*match.trail, match.fighters)[-DELAY:] if is_by_rounds else (),
        seqs=match.seqs | {by: fact.seq} if by else match.seqs,
        seen=match.seen | {by: fact.at} if by else match.seen,
    )
