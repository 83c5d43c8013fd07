"""Finds out which command undoes a commit."""

from __future__ import annotations

from datetime import datetime

from shared.application.commands.ports import Log
from shared.games.codebattle import commands as c
from shared.games.codebattle import events as e
from shared.games.codebattle.streams import PARTICIPANT_STREAM
from shared.kernel.errors import CommandRefused


def reversal_of(
    log: Log, stream: str, position: int, reason: str, now: datetime
) -> c.ReverseAward | c.ReverseAttack:
    """Return the command; raise CommandRefused where there is nothing to undo."""
    who = PARTICIPANT_STREAM.match(stream)
    commit = next(iter(log.read(stream, after=position - 1, limit=1)), None)
    if who is None or not log.latest(stream, 1):
        raise CommandRefused("unknown_participant")
    if commit is None:
        raise CommandRefused("unknown_position")
    battle, username = who.battle, who.username
    match commit.facts:
        case (e.QuestionSolved() as won,):
            return c.ReverseAward(
                now,
                battle,
                username,
                position,
                won.question,
                won.points,
                won.arrows,
                won.shields,
                reason,
            )
        case (e.PointLost() as hit,):
            return c.ReverseAttack(
                now, battle, username, hit.attacker, position, hit.points, 0, reason
            )
        case (e.ShieldUsed() as hit,):
            return c.ReverseAttack(now, battle, username, hit.attacker, position, 0, 1, reason)
        case _:
            raise CommandRefused("not_reversible")
