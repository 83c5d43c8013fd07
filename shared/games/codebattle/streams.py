"""The streams of a code battle: one for the battle, one for each participant.

Why: docs/decisions/0001-participant-streams.md.
"""

from __future__ import annotations


def battle_stream(battle: str) -> str:
    return f"battle/{battle}"


def participant_stream(battle: str, username: str) -> str:
    """Joining is the first append to this key, so a name is taken once a battle."""
    return f"battle/{battle}/player/{username}"


def roster(battle: str) -> str:
    """The family under which all participants' streams of a battle are listed."""
    return f"battle/{battle}/player"


def parse_participant(stream: str) -> tuple[str, str] | None:
    """Return (battle, username) of a participant's stream, or None for any other stream."""
    match stream.split("/"):
        case ["battle", battle, "player", username]:
            return battle, username
        case _:
            return None
