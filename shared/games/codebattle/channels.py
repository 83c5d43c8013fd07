"""The names of a code battle's channels."""

from __future__ import annotations

BOARD = "battle"
PRESENCE = "presence-battle"
PRIVATE = "private-participant"
RANK = "rank"


def board_channel(battle: str) -> str:
    return f"{BOARD}.{battle}"


def presence_channel(battle: str) -> str:
    return f"{PRESENCE}.{battle}"


def private_channel(battle: str, username: str) -> str:
    return f"{PRIVATE}.{battle}.{username}"


def rank_channel(battle: str) -> str:
    """Name the channel on which each player is told its own place."""
    return f"{RANK}.{battle}"


def parse_value_channel(channel: str) -> tuple[str, str] | None:
    """Return (kind, battle) of a board's or a presence channel, or None for any other."""
    match channel.split("."):
        case [(("battle" | "presence-battle") as kind), battle]:
            return kind, battle
        case _:
            return None
