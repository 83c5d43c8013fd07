"""Maintains the economy's tables: removes what is over and prepares what is to come."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from shared.application.economy.archive_trades import Archive, Trades, archive_trades
from shared.application.economy.economy_activity import (
    is_active,
    note_activity,
    until_done,
)
from shared.application.economy.ports import Outbox, Ports

AT_ONCE = 100
"""Maximum listings ended by one statement: each locks its seller's items."""


def expire_listings(ports: Ports, until: datetime) -> int:
    """Give back unsold expired listings until none is due or time is up; return how many."""
    if not is_active(ports):
        return 0
    expired = 0
    with until_done(ports):
        while (now := ports.clock()) < until:
            ended = ports.market.expire(now, AT_ONCE)
            expired += ended
            if ended < AT_ONCE:
                return expired
    note_activity(ports.coordination, ports.clock())
    return expired


def maintain(ports: Ports, trades: Trades, archive: Archive, until: datetime) -> None:
    """Do each job even if another failed; raise all failures at the end. Safe to repeat.

    It marks the economy as active, so that facts and listings are looked at too, once a day at
    least.
    """
    note_activity(ports.coordination, ports.clock())
    jobs: tuple[Callable[[], object], ...] = (
        lambda: ports.market.make_partitions(ports.clock()),
        lambda: forget_keys(ports.outbox, ports.clock, until),
        lambda: archive_trades(trades, archive, ports.clock, until),
    )
    faults: list[Exception] = []
    for job in jobs:
        try:
            job()
        except Exception as fault:  # noqa: BLE001 - the other jobs must have their turn
            faults.append(fault)
    if faults:
        raise ExceptionGroup("the economy's maintenance failed", faults)


def forget_keys(outbox: Outbox, clock: Callable[[], datetime], until: datetime) -> int:
    forgotten = 0
    while (now := clock()) < until and (some := outbox.forget_keys(now)):
        forgotten += some
    return forgotten
