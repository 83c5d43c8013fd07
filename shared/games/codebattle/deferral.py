"""The deferral of a battle: an attack that meets too many others waits in its queue."""

from __future__ import annotations

from shared.games.codebattle.commands import AbandonAttack, Attack
from shared.games.codebattle.streams import participant_stream
from shared.kernel.game import Deferral


def _target(attack: Attack) -> str:
    return participant_stream(attack.room, attack.target)


def _abandon(attack: Attack, reason: str, command_id: str) -> AbandonAttack:
    return AbandonAttack(
        attack.now, attack.room, attack.username, attack.target, reason, command_id
    )


DEFERRAL = Deferral(Attack, group=_target, abandon=_abandon)
