"""The public API for writing games; a studio needs nothing else of Rumpus.

docs/your-own-game.md goes through all of it.
"""

from __future__ import annotations

from shared.kernel.contest import Contest
from shared.kernel.effects import AskRatings, AskWorn, Do, Effect, Notice, OpenRoom, Seek, Tell
from shared.kernel.errors import CommandRefused
from shared.kernel.facts import (
    Command,
    Commit,
    Event,
    Fact,
    OperatorCommand,
    Outcome,
    PlayerCommand,
)
from shared.kernel.game import (
    Board,
    Column,
    Deferral,
    Game,
    Phase,
    Schedule,
    Score,
    Timer,
    Timers,
    Upcaster,
)
from shared.kernel.matchmaking import Matchmaking, MatchQueue
from shared.kernel.names import StreamName, parse_stream, player_stream, room_stream
from shared.kernel.players import Username
from shared.kernel.reward import Earned, Prizes, Reward, Won
from shared.kernel.rules import KNOWN_WITHIN, Decision, Scope, States
from shared.kernel.viewer import Audience, Role, Viewer

__all__ = [
    "KNOWN_WITHIN",
    "AskRatings",
    "AskWorn",
    "Audience",
    "Board",
    "Column",
    "Command",
    "CommandRefused",
    "Commit",
    "Contest",
    "Decision",
    "Deferral",
    "Do",
    "Earned",
    "Effect",
    "Event",
    "Fact",
    "Game",
    "MatchQueue",
    "Matchmaking",
    "Notice",
    "OpenRoom",
    "OperatorCommand",
    "Outcome",
    "Phase",
    "PlayerCommand",
    "Prizes",
    "Reward",
    "Role",
    "Schedule",
    "Scope",
    "Score",
    "Seek",
    "States",
    "StreamName",
    "Tell",
    "Timer",
    "Timers",
    "Upcaster",
    "Username",
    "Viewer",
    "Won",
    "parse_stream",
    "player_stream",
    "room_stream",
]
