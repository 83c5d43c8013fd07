"""A wide hunt: a rival treasure's stream alone says who has it, and the rest follows later.

Each stream of a wide hunt may have an owner of its own, so no command writes two of them.
"""

from __future__ import annotations

from collections.abc import Iterable

from shared.games.hunt import commands as c
from shared.games.hunt import facts as f
from shared.games.hunt.state import Hunt, Rival, Seeker
from shared.games.hunt.streams import hunt_stream, is_wide_hunt, seeker_stream, treasure_stream
from shared.games.hunt.take import taken
from shared.kernel.effects import Do, Effect
from shared.kernel.errors import CommandRefused
from shared.kernel.facts import Fact
from shared.kernel.names import parse_stream
from shared.kernel.rules import Decision, States


def effects(fact: Fact, stream: str) -> Iterable[Effect]:
    """Yield the effects: give the holder the gains, or take them back; then tell the hunt."""
    if not isinstance(fact, (f.TreasureClaimed, f.ClaimReversed)):
        return ()
    name = parse_stream(stream)
    room, treasure = name.room, name.key
    if not is_wide_hunt(room):
        return ()
    tell = Do(lambda now: c.TellChange(now, room, treasure))
    if isinstance(fact, f.TreasureClaimed):
        return Do(lambda now: c.Award(now, room, fact.holder, treasure)), tell
    find = fact.find
    if find is None:
        return (tell,)
    took = (find.position, treasure, find.cell, find.points, find.items)
    back = Do(lambda now: c.ReverseFind(now, room, fact.holder, *took, False, fact.reason))
    return back, tell


def award(command: c.Award, states: States) -> Decision:
    """Give the holder of a rival treasure its gains, once.

    A repeat finds the treasure taken. After a reversal nobody is the holder, before anything is
    taken back.
    """
    stream = seeker_stream(command.room, command.username)
    hunt, me = states[hunt_stream(command.room)], states[stream]
    rival = states[treasure_stream(command.room, command.treasure)]
    if not (isinstance(hunt, Hunt) and isinstance(me, Seeker) and isinstance(rival, Rival)):
        raise CommandRefused("unknown_treasure")
    treasure, known = hunt.treasure(command.treasure), me.clues.get(command.treasure)
    if treasure is None or known is None or rival.holder != me.username:
        return {}
    if known.stage not in {"unearthed", "solved"}:
        return {}
    return {stream: taken(command, hunt, me, treasure, rival.changes - 1)}
