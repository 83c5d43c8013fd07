"""Folds each fact into the state."""

from __future__ import annotations

from typing import assert_never

from msgspec import UNSET
from msgspec.structs import replace

from shared.games.hunt import facts as f
from shared.games.hunt.state import Claim, Clue, Hunt, HuntState, Rival, Seeker, Stage


def evolve(state: HuntState | None, fact: f.HuntFact) -> HuntState:
    """Return the state after the fact."""
    match fact:
        case f.HuntPlanned():
            return Hunt(fact.hunt, fact.title, fact.starts_at, fact.ends_at, fact.rules)
        case f.SeekerJoined():
            me = (fact.hunt, fact.username, fact.player_id, fact.at)
            return Seeker(*me, fact.x, fact.y, fact.energy, begins_by=fact.rules)
        case f.TreasureClaimed() | f.ClaimReversed() | f.ChangesTold():
            return _rival(state if isinstance(state, Rival) else None, fact)
        case f.RulesChanged() | f.HuntStarted() | f.HuntEnded() | f.ClaimTold() | f.ReopeningTold():
            assert isinstance(state, Hunt)
            return _hunt(state, fact)
        case _:
            assert isinstance(state, Seeker)
            return seeker(replace(state, begins_by=UNSET), fact)


def _hunt(hunt: Hunt, fact: f.LaterPlanFact) -> Hunt:
    match fact:
        case f.RulesChanged():
            return replace(hunt, rules=fact.rules, version=fact.version)
        case f.HuntStarted():
            return replace(hunt, start_announced=True)
        case f.HuntEnded():
            ends_at = min(hunt.ends_at, fact.ends_at)
            return replace(hunt, end_announced_at=fact.at, ends_at=ends_at)
        case f.ClaimTold():
            claim = Claim(fact.title, fact.kind, fact.holder)
            return replace(hunt, claims=hunt.claims | {fact.treasure: claim})
        case f.ReopeningTold():
            others = {name: each for name, each in hunt.claims.items() if name != fact.treasure}
            return replace(hunt, claims=others)
        case _:
            assert_never(fact)


def _rival(rival: Rival | None, fact: f.RivalFact) -> Rival:
    match fact:
        case f.TreasureClaimed():
            rival = rival or Rival(fact.hunt, fact.treasure, fact.title, fact.kind)
            changes = rival.changes + 1
            return replace(rival, holder=fact.holder, changes=changes, changed_at=fact.at)
        case f.ClaimReversed():
            assert rival
            return replace(rival, holder="", changes=rival.changes + 1, changed_at=fact.at)
        case f.ChangesTold():
            assert rival
            return replace(rival, told=fact.told)
        case _:
            assert_never(fact)


def seeker(me: Seeker, fact: f.LaterOwnFact) -> Seeker:
    """Return a seeker after a fact on its stream."""
    match fact:
        case f.SeekerMoved():
            return replace(me, x=fact.x, y=fact.y, steps=me.steps + 1, energy=fact.energy)
        case f.CellSearched():
            return replace(me, clues=_known(me, fact.clues), energy=fact.energy)
        case f.CellDug():
            clues = (fact.clue,) if fact.clue else ()
            dug = me.dug | {fact.cell}
            return replace(me, clues=_known(me, clues), dug=dug, energy=fact.energy)
        case f.RiddleSolved():
            return replace(me, clues=_staged(me, fact.treasure, "solved"), energy=fact.energy)
        case f.RiddleMissed():
            tries = me.tries | {fact.treasure: me.tries.get(fact.treasure, 0) + 1}
            return replace(me, tries=tries, energy=fact.energy)
        case f.TreasureTaken():
            return _taken(me, fact)
        case f.SeekerThrough():
            return replace(me, through_at=fact.at)
        case f.FindReversed():
            return _reversed(me, fact)
        case _:
            assert_never(fact)


def _taken(me: Seeker, fact: f.TreasureTaken) -> Seeker:
    return replace(
        me,
        points=me.points + fact.points,
        clues=_staged(me, fact.treasure, "taken") | {each.treasure: each for each in fact.clues},
        items=me.items | {item: me.items.get(item, 0) + n for item, n in fact.items.items()},
        ready=me.ready | ({fact.kind: fact.ready_at} if fact.ready_at else {}),
        energy=fact.energy,
    )


def _reversed(me: Seeker, fact: f.FindReversed) -> Seeker:
    """Let the seeker dig it up again: it is no longer through, but still knows the place."""
    return replace(
        me,
        points=me.points - fact.points,
        clues=_staged(me, fact.treasure, "found"),
        items=me.items | {item: me.items.get(item, 0) - n for item, n in fact.items.items()},
        dug=me.dug - {fact.cell},
        reversed_finds=me.reversed_finds | {fact.position},
        through_at=None,
    )


def _known(me: Seeker, clues: tuple[Clue, ...]) -> dict[str, Clue]:
    return me.clues | {each.treasure: each for each in clues} if clues else me.clues


def _staged(me: Seeker, treasure: str, stage: Stage) -> dict[str, Clue]:
    return me.clues | {treasure: replace(me.clues[treasure], stage=stage)}
