"""Presence: the players subscribed to a presence channel; each entry expires unless renewed."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta

from shared.application.channels.ports import Ports
from shared.application.channels.schedule_refresh import schedule_refresh
from shared.application.ports import CacheUnavailable, Coordination, Queues
from shared.kernel.names import ValueChannel, match_channel

PRESENT_FOR = timedelta(minutes=11)
"""Lifetime of an entry: clients send a frame every nine minutes, API Gateway's limit being ten."""


def leave_presence(coordination: Coordination, queues: Queues, channel: str, username: str) -> None:
    """Remove a player from a presence channel; without the cache the entry expires by itself."""
    with suppress(CacheUnavailable):
        coordination.mark_absent(channel, username)
        schedule_refresh(coordination, queues, channel)


def stay_present(ports: Ports, connection: str, username: str, now: datetime) -> list[str]:
    """Renew the player's presence on the presence channels of its connection; return those.

    Without the cache nobody is present.
    """
    until = {username: now + PRESENT_FOR}
    channels = [each for each in ports.subscriptions.channels(connection) if is_presence(each)]
    with suppress(CacheUnavailable):
        for channel in channels:
            ports.coordination.mark_present(channel, until, now)
    return channels


def is_presence(channel: str) -> bool:
    match match_channel(channel):
        case ValueChannel(_, "presence"):
            return True
        case _:
            return False
