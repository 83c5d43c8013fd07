"""The seeker that acts in a running hunt, and its knowledge of a treasure."""

from __future__ import annotations

from msgspec import Struct

from shared.games.hunt import commands as c
from shared.games.hunt.rules import Treasure
from shared.games.hunt.state import Clue, Hunt, Seeker, Stage
from shared.games.hunt.streams import hunt_stream, seeker_stream
from shared.kernel.errors import CommandRefused
from shared.kernel.rules import States


class Turn(Struct, frozen=True):
    """A seeker's command in a running hunt."""

    hunt: Hunt
    stream: str
    me: Seeker


def turn_of(command: c.SeekerCommand, states: States) -> Turn:
    """Return the acting seeker and its hunt; refuse a seeker that may not act."""
    hunt = states[hunt_stream(command.room)]
    if not isinstance(hunt, Hunt):
        raise CommandRefused("unknown_hunt")
    if hunt.phase(command.now) == "scheduled":
        raise CommandRefused("hunt_not_started", starts_at=hunt.starts_at.isoformat())
    if hunt.phase(command.now) == "ended":
        raise CommandRefused("hunt_ended")
    stream = seeker_stream(command.room, command.username)
    me = states[stream]
    if not isinstance(me, Seeker):
        raise CommandRefused("not_joined")
    if me.through_at is not None:
        raise CommandRefused("through")
    return Turn(hunt, stream, me)


def known_treasure(
    command: c.Solve | c.ClaimTreasure, hunt: Hunt, me: Seeker
) -> tuple[Treasure, Clue]:
    """Return a treasure that the seeker has dug up; tell nothing of others."""
    treasure, known = hunt.treasure(command.treasure), me.clues.get(command.treasure)
    if treasure is None or known is None:
        raise CommandRefused("unknown_treasure")
    if known.stage == "found":
        raise CommandRefused("not_dug_up")
    if known.stage == "taken":
        raise CommandRefused("already_taken")
    return treasure, known


def check_cooldown(command: c.SeekerCommand, me: Seeker, treasure: Treasure) -> None:
    """Refuse a treasure too soon after another of its kind."""
    ready_at = me.ready.get(treasure.kind)
    if ready_at is not None and command.now < ready_at:
        raise CommandRefused("too_soon", kind=treasure.kind, ready_at=ready_at.isoformat())


def clue(hunt: Hunt, treasure: Treasure, stage: Stage) -> Clue:
    """Return a seeker's clue of a treasure; the riddle is shown once the treasure is dug up."""
    riddle = "" if stage == "found" else treasure.riddle
    rival = hunt.rules.kinds[treasure.kind].rival
    place = (treasure.x, treasure.y)
    return Clue(treasure.id, treasure.kind, treasure.title, *place, rival, riddle, stage)
