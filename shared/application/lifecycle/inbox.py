"""Puts notices into players' inboxes, idempotently."""

from __future__ import annotations

from contextlib import suppress

from shared.application.lifecycle.ports import Ports
from shared.kernel.effects import Notice
from shared.kernel.errors import CommandRefused
from shared.wire.messages import TellFound, TellOffered

BY = "notices"


def tell(parts: Ports, username: str, notice: Notice) -> None:
    """Put a notice into a player's inbox; the first notice creates the inbox."""
    game = next((each for each in parts.games if each.inbox is not None), None)
    if game is None or game.inbox is None:
        return
    command = game.inbox(parts.clock(), username, notice)
    with suppress(CommandRefused):
        parts.handle(game, command, by=BY, command_id=f"{BY}/{notice.id}")


def tell_found(parts: Ports, message: TellFound) -> None:
    """Tell players of the match that was found for them."""
    data = {"game": message.game, "room": message.room}
    notice = Notice(f"{message.game}/{message.room}", "match.found", data)
    for username in message.usernames:
        tell(parts, username, notice)


def tell_offered(parts: Ports, message: TellOffered) -> None:
    """Tell players of an offer, as long as it can be accepted."""
    if parts.clock() >= message.accept_by:
        return
    accept_by = message.accept_by.isoformat()
    data = {"game": message.game, "offer": message.offer, "accept_by": accept_by}
    notice = Notice(f"{message.game}/{message.offer}/offer", "match.offered", data)
    for username in message.usernames:
        tell(parts, username, notice)
