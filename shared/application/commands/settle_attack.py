"""Carries out an attack that was postponed, or tells its sender that nothing came of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Protocol

from shared.application.commands.handle_command import Handled, ask, handle_asked
from shared.application.commands.ports import StreamMoved
from shared.application.parts import HasClock, HasLog, HasPublish
from shared.games.codebattle.commands import AbandonAttack, Attack
from shared.games.codebattle.decider import CODE_BATTLE

PATIENCE = timedelta(minutes=4)
"""So long after it was asked for an attack may still be carried out, after that no more."""


class Parts(HasLog, HasPublish, HasClock, Protocol):
    """What settling an attack needs of the application."""


def settle_attack(
    parts: Parts,
    attack: Attack,
    *,
    by: str,
    command_id: str,
    last_try: bool,
    pause: Callable[[int], None],
) -> None:
    """Attack, or record that it failed; exactly one of the two, whoever else repeats the attack.

    Raises StreamMoved when its streams are still busy, but at the last try gives up as `busy`.
    """

    def handle(command: Attack | AbandonAttack) -> Handled:
        asked = ask(CODE_BATTLE, command, by, command_id, settles=attack)
        handled = handle_asked(parts.log, parts.cache, asked, pause)
        parts.publish(handled.commits)
        return handled

    reason = "busy"
    if parts.clock() < attack.now + PATIENCE:
        try:
            handled = handle(attack)
        except StreamMoved:
            if not last_try:
                raise
        else:
            if handled.repeated or handled.refusal is None:
                return
            reason = handled.refusal.reason
    now, battle, username, target = attack.now, attack.battle, attack.username, attack.target
    handle(AbandonAttack(now, battle, username, target, reason, command_id))
