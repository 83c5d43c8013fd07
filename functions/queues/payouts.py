"""Pays rewards, notes ratings, and reads worn items: work that waits for the database."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from shared.application.economy.note_ratings import note_rating
from shared.application.economy.read_worn import read_worn
from shared.application.economy.reward_room import reward_room
from shared.runtime.bootstrap import Application, application
from shared.runtime.observed import observed
from shared.runtime.queue_batch import handle_messages
from shared.wire.messages import NoteRating, Payout, ReadWorn, RewardRoom

AT_ONCE = 16
"""Maximum players' streams read concurrently."""


@observed
def handler(event: dict[str, Any], _context: object) -> dict[str, list[dict[str, str]]]:
    return work(application(), event)


def work(app: Application, event: dict[str, Any]) -> dict[str, list[dict[str, str]]]:
    with ThreadPoolExecutor(AT_ONCE) as pool:

        def handle(message: Payout, _tried: int) -> None:
            match message:
                case RewardRoom():
                    reward_room(app, message.room, message.ended_at, message.after, each=pool.map)
                case NoteRating():
                    note_rating(app, message.stream)
                case ReadWorn():
                    read_worn(app, message)

        return handle_messages(app, "payouts", Payout.__value__, event, handle)
