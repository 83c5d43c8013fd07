"""What may be asked of a table."""

from __future__ import annotations

from rumpus import Command, PlayerCommand


class Sit(PlayerCommand, frozen=True, tag="sit"):
    """Take a seat; the second player's seat starts the game."""

    chance: int


class Play(PlayerCommand, frozen=True, tag="play"):
    """Choose a card of your hand for this round."""

    card: int


class TimeUp(Command, frozen=True):
    """The round's time is over: who has not chosen plays its lowest card."""

    room: str
    round: int
