"""The streams of a code battle: one for the battle, one for each participant.

Why: docs/decisions/0001-participant-streams.md.
"""

from __future__ import annotations

from msgspec import Struct

from shared.kernel.names import StreamForm

BATTLES = "battle"
"""The family under which all battles' streams are listed."""


class BattleStream(Struct, frozen=True):
    """The parts of a battle's stream id."""

    battle: str


class ParticipantStream(Struct, frozen=True):
    """The parts of a participant's stream id."""

    battle: str
    username: str


def battle_stream(battle: str) -> str:
    return f"battle/{battle}"


def participant_stream(battle: str, username: str) -> str:
    """Joining is the first append to this key, so a name is taken once a battle."""
    return f"battle/{battle}/player/{username}"


def roster(battle: str) -> str:
    """The family under which all participants' streams of a battle are listed."""
    return f"battle/{battle}/player"


BATTLE_STREAM = StreamForm(battle_stream, BattleStream)
PARTICIPANT_STREAM = StreamForm(participant_stream, ParticipantStream)
