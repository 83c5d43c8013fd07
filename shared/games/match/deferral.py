"""The deferral of a match: an action that meets too many others waits in its queue."""

from __future__ import annotations

from shared.games.match.commands import AbandonAct, Act
from shared.games.match.plan import match_stream
from shared.kernel.game import Deferral


def _abandon(act: Act, reason: str, command_id: str) -> AbandonAct:
    return AbandonAct(act.now, act.room, act.username, reason, command_id)


DEFERRAL = Deferral(Act, group=lambda act: match_stream(act.room), abandon=_abandon)
