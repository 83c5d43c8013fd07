"""Finds the command that takes back a commit."""

from __future__ import annotations

from datetime import datetime

from shared.games.codebattle import commands as c
from shared.games.codebattle import facts as f
from shared.kernel.errors import CommandRefused
from shared.kernel.facts import Commit
from shared.kernel.names import parse_stream


def undo(
    stream: str, commit: Commit, reason: str, now: datetime
) -> c.ReverseAward | c.ReverseAttack:
    """Return the reversal of an award or an attack on a participant; refuse anything else."""
    name, position = parse_stream(stream), commit.position
    room, username = name.room, name.username
    match commit.facts:
        case (f.QuestionSolved() as won,):
            return c.ReverseAward(
                now,
                room,
                username,
                position,
                won.question,
                won.points,
                won.arrows,
                won.shields,
                reason,
            )
        case (f.PointLost() as hit,):
            return c.ReverseAttack(
                now, room, username, hit.attacker, position, hit.points, 0, reason
            )
        case (f.ShieldUsed() as hit,):
            return c.ReverseAttack(now, room, username, hit.attacker, position, 0, 1, reason)
        case _:
            raise CommandRefused("not_reversible")
