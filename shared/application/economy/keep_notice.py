"""Keeps what the economy tells a player in its inbox."""

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
"""Bytes of effects: with more of them, a notice says only what kind of change there was."""


def keep(ports: Ports, players: Players, notice: messages.Notice) -> None:
    """Put it into the inbox of the account's player; one without an account has none."""
    player = players.get(notice.channel.removeprefix(f"{ACCOUNT}/"))
    if player is None:
        return
    told: dict[str, Any] = dict(notice.data)
    if len(encode(told)) > MOST:
        del told["effects"]
    tell(ports, player.username, Notice(f"{notice.event}/{told.pop('id')}", notice.keep, told))
