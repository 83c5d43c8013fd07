"""Puts the economy's notices into the player's inbox."""

from __future__ import annotations

from typing import Any

from msgspec.json import encode

from shared.application.lifecycle.inbox import tell
from shared.application.lifecycle.ports import Ports
from shared.application.players.ports import Players
from shared.kernel.effects import Notice
from shared.kernel.names import ACCOUNT
from shared.wire import messages

MOST = 1500
"""Maximum bytes of effects in a notice; above, it only says which kind of change there was."""


def keep(ports: Ports, players: Players, notice: messages.Notice) -> None:
    """Put the notice into the inbox of the account's player, if the account has one."""
    player = players.get(notice.channel.removeprefix(f"{ACCOUNT}/"))
    if player is None:
        return
    told: dict[str, Any] = dict(notice.data)
    if len(encode(told)) > MOST:
        del told["effects"]
    tell(ports, player.username, Notice(f"{notice.event}/{told.pop('id')}", notice.keep, told))
