"""The queues in which players wait for a match."""

from __future__ import annotations

from datetime import datetime

from msgspec.structs import replace

from shared.games.match.commands import OpenMatch
from shared.games.match.plan import Plan, Style
from shared.kernel.matchmaking import Matchmaking, MatchQueue

QUEUES = {
    "duel": MatchQueue(teams=2, size=1, ladder="1v1"),
    "pairs": MatchQueue(teams=2, size=2, ladder="2v2", fills=True),
    "fours": MatchQueue(teams=2, size=4, accept_seconds=10, ladder="4v4", fills=True),
    "melee": MatchQueue(teams=8, size=1, ladder="melee"),
}


def _open(now: datetime, room: str, chance: int, teams: tuple[tuple[str, ...], ...]) -> OpenMatch:
    """Open a match: a melee in real time, others by rounds; gear counts, as all are known."""
    style: Style = "at_once" if len(teams) > 2 else "rounds"  # noqa: PLR2004 - two teams
    seats = sum(len(team) for team in teams)
    return OpenMatch(now, room, chance, Plan(style, seats, teams), gear=True)


def _wait(command: OpenMatch, until: datetime) -> OpenMatch:
    """Turn the command into one for a match of a tournament."""
    return replace(command, come_by=until)


def _fill(command: OpenMatch, queue: str, region: str) -> OpenMatch:
    return replace(command, queue=queue, region=region)


MATCHMAKING = Matchmaking(QUEUES, _open, _wait, _fill)
