"""Notices come, and are read: what every check of a game plays. The room is ann's."""

from __future__ import annotations

from datetime import datetime

from shared.games.inbox.commands import Deliver, MarkRead, OpenInbox
from shared.kernel.effects import Notice
from shared.kernel.facts import Command

FOUND = Notice("match/m1", "match.found", {"game": "match", "room": "m1"})


def example(room: str, now: datetime) -> tuple[tuple[str, Command], ...]:
    """Return who sends what, to the inbox of the player who is called as the room."""
    return (
        (room, OpenInbox(now, room, room)),
        ("eve", OpenInbox(now, room, "eve")),  # refused: not hers
        ("notices", Deliver(now, room, FOUND)),
        ("notices", Deliver(now, room, FOUND)),
        (room, MarkRead(now, room, room, 2)),  # refused: there is none
        (room, MarkRead(now, room, room, 1)),
        ("eve", MarkRead(now, room, "eve", 1)),  # refused: not hers
    )
