"""Takes a treasure: at once, or by the first claim of a rival one."""

from __future__ import annotations

from datetime import timedelta

from shared.games.hunt import commands as c
from shared.games.hunt import facts as f
from shared.games.hunt.energy import refreshed, regained
from shared.games.hunt.evolve import seeker
from shared.games.hunt.interpret import gains, unmet
from shared.games.hunt.land import cell
from shared.games.hunt.rules import Treasure
from shared.games.hunt.state import Clue, Hunt, Rival, Seeker
from shared.games.hunt.streams import is_wide_hunt, treasure_stream
from shared.games.hunt.turn import check_cooldown, clue, known_treasure, turn_of
from shared.kernel.errors import CommandRefused
from shared.kernel.rules import Decision, States


def claim(command: c.ClaimTreasure, states: States) -> Decision:
    """Take a rival treasure that nobody has: both streams are written, or neither.

    Of concurrent claims, the first write wins. The others are decided again, on a stream that names
    the holder. In a wide hunt only the treasure's stream is written; its effects follow from that
    (`wide.py`).
    """
    turn = turn_of(command, states)
    hunt, me = turn.hunt, turn.me
    treasure, known = known_treasure(command, hunt, me)
    if not known.rival:
        raise CommandRefused("not_rival")
    if treasure.riddle and known.stage != "solved":
        raise CommandRefused("not_solved")
    stream = treasure_stream(command.room, treasure.id)
    rival = states[stream]
    if isinstance(rival, Rival) and rival.holder:
        raise CommandRefused("already_claimed", holder=rival.holder)
    check_cooldown(command, me, treasure)
    version = rival.changes if isinstance(rival, Rival) else 0
    named = (command.room, treasure.id, treasure.title, treasure.kind, me.username)
    claimed = f.TreasureClaimed(command.now, hunt.version, *named)
    if is_wide_hunt(command.room):
        return {stream: (claimed,)}
    return {turn.stream: taken(command, hunt, me, treasure, version), stream: (claimed,)}


def taken(
    command: c.SeekerCommand | c.Award,
    hunt: Hunt,
    me: Seeker,
    treasure: Treasure,
    claim: int | None = None,
) -> tuple[f.TreasureTaken | f.SeekerThrough, ...]:
    """Return the facts of taking the treasure, and of the finish if that completes it."""
    now, rules = command.now, hunt.rules
    kind = rules.kinds[treasure.kind]
    gained = gains(kind)
    total = me.points + gained.points
    energy = refreshed(regained(me.energy, rules.energy, now), rules.energy, gained.energy)
    fact = f.TreasureTaken(
        now,
        hunt.version,
        treasure.id,
        treasure.kind,
        cell(rules, treasure.x, treasure.y),
        gained.points,
        total,
        me.finds + 1,
        me.steps,
        energy,
        gained.items,
        _revealed(hunt, me, gained.revealed),
        now + timedelta(seconds=kind.cooldown) if kind.cooldown else None,
        claim,
    )
    is_through = rules.finish and unmet(rules.finish, hunt, seeker(me, fact), now) is None
    return (fact, *([f.SeekerThrough(now, hunt.version, total)] if is_through else []))


def _revealed(hunt: Hunt, me: Seeker, treasures: tuple[str, ...]) -> tuple[Clue, ...]:
    shown = (hunt.treasure(each) for each in treasures if each not in me.clues)
    return tuple(clue(hunt, each, "found") for each in shown if each)
