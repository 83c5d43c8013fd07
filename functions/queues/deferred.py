"""Carries out deferred commands."""

from __future__ import annotations

from typing import Any

from msgspec.json import decode

from shared.application.commands.settle_deferred import Waiting, settle_deferred
from shared.kernel.trace import of_client
from shared.runtime import clock
from shared.runtime.bootstrap import Application, application
from shared.runtime.observed import observed
from shared.runtime.queue_batch import handle_messages
from shared.runtime.spans import Subject, span
from shared.wire.messages import DeferredCommand
from shared.workload_kinds import Queue
from shared.workloads import workload


class NoDeferral(Exception):  # noqa: N818 - a fact: the game's manifest has none
    """A deferred command's game no longer defers any: it becomes a dead letter and isn't lost."""


@observed
def handler(event: dict[str, Any], _context: object) -> dict[str, list[dict[str, str]]]:
    return work(application(), event)


def work(app: Application, event: dict[str, Any]) -> dict[str, list[dict[str, str]]]:
    def handle(message: DeferredCommand, tried: int) -> None:
        game = app.games.get(message.game)
        if game.deferral is None:
            raise NoDeferral(game.name)
        command = decode(message.command, type=game.deferral.command)
        with (
            of_client(message.trace),
            span("deferred", Subject(message.by, message.command_id, message.trace)),
        ):
            settle_deferred(
                app,
                game,
                game.deferral,
                Waiting(command, message.by, message.command_id),
                last_try=tried >= _tries(),
                pause=clock.pause,
            )

    return handle_messages(app, "deferred", DeferredCommand, event, handle)


def _tries() -> int:
    trigger = workload("deferred").trigger
    return trigger.tries if isinstance(trigger, Queue) else 1
