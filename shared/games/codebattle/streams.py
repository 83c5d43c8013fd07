"""The streams of a code battle: one for the battle, one for each participant.

Why: docs/decisions/0001-participant-streams.md.
"""

from __future__ import annotations

from shared.kernel.names import player_stream, room_stream

NAME = "codebattle"


def battle_stream(battle: str) -> str:
    return room_stream(NAME, battle)


def participant_stream(battle: str, username: str) -> str:
    """Return the participant's stream.

    Joining is its first append, so a name is unique in a battle.
    """
    return player_stream(battle_stream(battle), username)
