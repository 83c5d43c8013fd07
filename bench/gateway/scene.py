"""Names and tokens of the players in the gateway's benchmarks, which both processes know."""

from __future__ import annotations

from datetime import UTC, datetime

from shared.adapters.tokens.jwt import JwtTokens
from shared.games.codebattle.streams import battle_stream
from shared.kernel.moments import milliseconds
from shared.kernel.players import Identity
from tests.memory import FixedSecret

BATTLE = "b"
CROWD = "crowd"
QUESTIONS = 20
EIGHT = 8
"""Players of a match; the load generator counts by it too."""

START = datetime(2026, 1, 1, tzinfo=UTC)
ROOM = battle_stream(BATTLE)
EPOCH = f"{milliseconds(START):x}"
DAY = 86_400

TOKENS = JwtTokens(FixedSecret("a secret that is long enough to sign with"))


def player(number: int) -> str:
    return f"p{number}"


def match_of(number: int) -> str:
    """Name the match of a player."""
    return f"m{number // EIGHT}"


def player_id(name: str) -> str:
    return f"id-{name}"


def field_of(name: str) -> str:
    """Return the request's field that lets a player in."""
    token = TOKENS.sign(Identity(player_id(name), name), datetime.now(UTC), DAY)
    return f"Authorization: Bearer {token}"
