"""Carries out an attack that was postponed, or tells its sender that nothing came of it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Protocol

from shared.application.handle_command import handle_command
from shared.application.load import load
from shared.application.parts import HasLog, HasPublish
from shared.application.ports import StreamMoved
from shared.domain.codebattle.commands import AbandonAttack, Attack
from shared.domain.codebattle.decider import CODE_BATTLE
from shared.domain.codebattle.streams import participant_stream
from shared.domain.kernel.errors import CommandRefused


class Parts(HasLog, HasPublish, Protocol):
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
    """Attack, or record that it failed; exactly one of the two, however often this is repeated.

    Raises StreamMoved when its streams are still busy, but at the last try gives up as `busy`.
    """
    abandon_id = f"abandon/{command_id}"  # no client can make an id with a slash
    stream = participant_stream(attack.battle, attack.username)
    if load(parts.log, parts.cache, CODE_BATTLE, stream).remembered(abandon_id):
        return
    handle = partial(handle_command, parts.log, parts.cache, CODE_BATTLE, by=by, pause=pause)
    try:
        handled = handle(attack, command_id=command_id)
    except (CommandRefused, StreamMoved) as failure:
        if isinstance(failure, StreamMoved) and not last_try:
            raise
        reason = failure.reason if isinstance(failure, CommandRefused) else "busy"
        failed = AbandonAttack(
            attack.now, attack.battle, attack.username, attack.target, reason, command_id
        )
        try:
            handled = handle(failed, command_id=abandon_id)
        except CommandRefused:  # who never joined has no stream to be told on
            return
    parts.publish(handled.commits)
