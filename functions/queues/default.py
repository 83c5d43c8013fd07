"""Carries out timers and effects, makes matches, and rebuilds boards."""

from __future__ import annotations

from typing import Any

from shared.application.channels.store_board import store_board
from shared.application.lifecycle.inbox import tell_found, tell_offered
from shared.application.lifecycle.timers import fire
from shared.application.matchmaking.carry_out import carry_out, take_worn
from shared.application.matchmaking.rate_contest import rate_contest
from shared.application.matchmaking.take_results import take_result
from shared.application.matchmaking.tick import tick
from shared.runtime.bootstrap import Application, application
from shared.runtime.observed import observed
from shared.runtime.queue_batch import handle_messages
from shared.wire.messages import (
    CarryOut,
    Follow,
    Job,
    MakeMatches,
    RateContest,
    RebuildBoard,
    StoreBoard,
    TakeResult,
    TakeWorn,
    TellFound,
    TellOffered,
    TimerDue,
)


@observed
def handler(event: dict[str, Any], _context: object) -> dict[str, list[dict[str, str]]]:
    return work(application(), event)


def work(app: Application, event: dict[str, Any]) -> dict[str, list[dict[str, str]]]:
    def handle(message: Job, _tried: int) -> None:
        do(app, message)

    return handle_messages(app, "default", Job.__value__, event, handle)


def do(app: Application, message: Job) -> None:
    """Carry out one message."""
    match message:
        case TimerDue():
            fire(app, message)
        case RebuildBoard():
            app.rebuild(message.room)
        case StoreBoard():
            store_board(app, message.room, message.token)
        case MakeMatches():
            tick(app, message)
        case RateContest():
            rate_contest(app, message.stream)
        case CarryOut() | TakeResult() | TellFound() | TellOffered() | TakeWorn():
            _follow(app, message)


def _follow(app: Application, message: Follow) -> None:
    match message:
        case CarryOut():
            carry_out(app, message)
        case TakeResult():
            take_result(app, message)
        case TellFound():
            tell_found(app, message)
        case TellOffered():
            tell_offered(app, message)
        case TakeWorn():
            take_worn(app, message)
