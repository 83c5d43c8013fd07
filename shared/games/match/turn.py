"""Begins a match, resolves its turns, and ends it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Literal

from shared.games.match import facts as f
from shared.games.match.actions import Wait
from shared.games.match.arena import Fighters, placed
from shared.games.match.evolve import evolve
from shared.games.match.plan import FILLED_BEFORE, MOST_TURNS
from shared.games.match.resolve import dice_of, resolve
from shared.games.match.state import DELAY, Fighting, Gathering, Match


def began(match: Gathering, now: datetime) -> f.MatchBegan:
    """Return the beginning: an absent invited player is placed too, and forfeits."""
    plan, players = match.plan, match.players
    teams = plan.teams or tuple((who,) for who in players)
    ring = dice_of(match.seed, 0)("ring", 1 << 16)
    fighters = placed(teams, players, ring, match.gear or {})
    deadline = now + plan.turn if plan.style == "rounds" else None
    return f.MatchBegan(now, fighters, deadline, now + plan.lasts)


def resolved(
    match: Fighting, now: datetime, last: f.ActionChosen | None = None
) -> tuple[f.MatchFact, ...]:
    """Resolve a turn by the chosen actions and the last one, and end the match if that decides it.

    By rounds a player who has not chosen waits; in real time the last action is the whole turn.
    """
    turn, by_rounds = match.turn + 1, match.plan.style == "rounds"
    actions = dict.fromkeys(match.standing, Wait()) | match.chosen if by_rounds else {}
    if last is not None:
        actions |= {last.username: last.action}
    done = resolve(match.fighters, actions, dice_of(match.seed, turn), turn)
    fact = f.TurnResolved(
        now,
        turn,
        last.username if last else "",
        last.seq if last else 0,
        last.action if last else None,
        done.fighters,
        done.blows,
        now + match.plan.turn if by_rounds else None,
        match.trail[0] if len(match.trail) == DELAY else {},
    )
    if not (done.blows or by_rounds or now >= match.ends_at):
        return (fact,)  # nobody can have fallen
    return ended(match, now, (fact,))


def forfeited(
    match: Fighting, now: datetime, who: Iterable[str], reason: Literal["left", "away"]
) -> tuple[f.MatchFact, ...]:
    """Let players forfeit; the remaining ones may have been waiting for them alone."""
    gone = tuple(who)
    left = (f.Forfeited(now, gone, reason),)
    after = after_all(match, left)
    assert isinstance(after, Fighting)
    facts = (*left, *_vacated(after, now, gone[0]))
    if not is_over(after, now) and len(after.chosen) == len(after.standing):
        return (*facts, *resolved(after, now))
    return ended(match, now, facts)


def _vacated(match: Fighting, now: datetime, gone: str) -> tuple[f.MatchFact, ...]:
    """Ask for a substitute, once, while the match is young and not over."""
    rounds = FILLED_BEFORE - match.turn
    if match.source is None or match.vacant or rounds <= 0 or is_over(match, now):
        return ()
    mine = match.fighters[gone].team
    mates = tuple(w for w, each in match.fighters.items() if each.team == mine and w != gone)
    rivals = tuple(w for w, each in match.fighters.items() if each.team != mine)
    until = now + rounds * match.plan.turn
    return (f.PlaceVacated(now, gone, *match.source, mates, rivals, until),)


def ended(
    match: Fighting, now: datetime, facts: tuple[f.MatchFact, ...] = ()
) -> tuple[f.MatchFact, ...]:
    """Add the end of the match, if the facts bring it about."""
    after = after_all(match, facts)
    if isinstance(after, Fighting) and is_over(after, now):
        return (*facts, f.MatchEnded(now, places(after.fighters), match.seed))
    return facts


def after_all(match: Match, facts: Iterable[f.MatchFact]) -> Match:
    for fact in facts:
        match = evolve(match, fact)
    return match


def is_over(match: Fighting, now: datetime) -> bool:
    teams = {each.team for each in match.fighters.values() if each.stands}
    is_long = match.plan.style == "rounds" and match.turn >= MOST_TURNS
    return len(teams) <= 1 or is_long or now >= match.ends_at


def places(fighters: Fighters) -> dict[str, int]:
    """Rank the teams: standing ones by health, the others by how long they stood."""
    teams: dict[int, tuple[bool, int, int]] = {}
    for each in fighters.values():
        stands, health, fell = teams.get(each.team, (False, 0, 0))
        teams[each.team] = (stands or each.stands, health + each.health, max(fell, each.fell))
    keys = {team: (one[0], one[1], 0 if one[0] else one[2]) for team, one in teams.items()}
    place = {team: 1 + sum(key > keys[team] for key in keys.values()) for team in keys}
    return {who: place[each.team] for who, each in fighters.items()}
