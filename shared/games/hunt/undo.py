"""Finds the command that takes back a commit."""

from __future__ import annotations

from datetime import datetime

from shared.games.hunt.commands import ReverseFind
from shared.games.hunt.facts import TreasureTaken
from shared.kernel.errors import CommandRefused
from shared.kernel.facts import Commit
from shared.kernel.names import parse_stream


def undo(stream: str, commit: Commit, reason: str, now: datetime) -> ReverseFind:
    """Return the reversal of a find; refuse anything else."""
    name = parse_stream(stream)
    for fact in commit.facts:
        if isinstance(fact, TreasureTaken):
            return ReverseFind(
                now,
                name.room,
                name.username,
                commit.position,
                fact.treasure,
                fact.cell,
                fact.points,
                fact.items,
                fact.claim is not None,
                reason,
            )
    raise CommandRefused("not_reversible")
