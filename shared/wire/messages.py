"""The messages of the queues, as their workers read them (see docs/data.md)."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from msgspec import Raw, Struct


class PostponedAttack(Struct, frozen=True):
    """Queue `attacks`; `at` is when the player asked."""

    command_id: str
    battle: str
    username: str
    target: str
    player_id: str
    at: datetime


class Refresh(Struct, frozen=True):
    """Queue `leaderboard`; `token` is that of the tick's lease.

    `outages` counts how often the message was put off because the disposable store was away.
    """

    channel: str
    token: str = ""
    outages: int = 0


class Broadcast(Struct, frozen=True):
    """Queue `broadcast`; the frame is posted as it came."""

    channel: str
    bucket: int
    frame: Raw


class Notice(Struct, frozen=True):
    """Queue `notifications`."""

    channel: str
    event: str
    data: dict[str, Any]


class RebuildBoard(Struct, frozen=True):
    """Queue `default`."""

    job: Literal["rebuild_board"]
    battle: str


class RewardBattle(Struct, frozen=True):
    """Queue `payouts`; the participants whose streams come after `after` are still to be paid."""

    job: Literal["reward"]
    battle: str
    ended_at: datetime
    after: str = ""
