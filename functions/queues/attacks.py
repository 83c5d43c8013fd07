"""Carries out the attacks that met too many others."""

from __future__ import annotations

from typing import Any

from shared.application.commands.settle_attack import settle_attack
from shared.duties import Queue, duty
from shared.games.codebattle.commands import Attack
from shared.runtime import clock
from shared.runtime.bootstrap import Application, application
from shared.runtime.queue_batch import handle_messages
from shared.wire.messages import PostponedAttack


def handler(event: dict[str, Any], _context: object) -> dict[str, list[dict[str, str]]]:
    return work(application(), event)


def work(app: Application, event: dict[str, Any]) -> dict[str, list[dict[str, str]]]:
    def handle(message: PostponedAttack, tried: int) -> None:
        attack = Attack(message.at, message.battle, message.username, message.target)
        settle_attack(
            app,
            attack,
            by=message.player_id,
            command_id=message.command_id,
            last_try=tried >= _tries(),
            pause=clock.pause,
        )

    return handle_messages(app, "attacks", PostponedAttack, event, handle)


def _tries() -> int:
    trigger = duty("attacks").trigger
    return trigger.tries if isinstance(trigger, Queue) else 1
