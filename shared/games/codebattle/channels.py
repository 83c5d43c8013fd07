"""The channels of a code battle."""

from __future__ import annotations

from msgspec import Struct

from shared.games.codebattle.streams import PARTICIPANT_STREAM, participant_stream
from shared.kernel.names import ChannelForm


class BoardChannel(Struct, frozen=True):
    """Shows the board of a battle."""

    battle: str


class PresenceChannel(Struct, frozen=True):
    """Shows who is here; whoever subscribes to it is."""

    battle: str


class RankChannel(Struct, frozen=True):
    """Tells each player its own place."""

    battle: str


class PrivateChannel(Struct, frozen=True):
    """Tells a participant what its stream says."""

    battle: str
    username: str


type BattleChannel = BoardChannel | PresenceChannel | RankChannel | PrivateChannel


def board_channel(battle: str) -> str:
    return f"battle.{battle}"


def presence_channel(battle: str) -> str:
    return f"presence-battle.{battle}"


def rank_channel(battle: str) -> str:
    """Name the channel on which each player is told its own place."""
    return f"rank.{battle}"


def private_channel(battle: str, username: str) -> str:
    return f"private-participant.{battle}.{username}"


BOARD = ChannelForm(board_channel, BoardChannel)
PRESENCE = ChannelForm(presence_channel, PresenceChannel)
RANK = ChannelForm(rank_channel, RankChannel)
PRIVATE = ChannelForm(private_channel, PrivateChannel)

FORMS: tuple[ChannelForm[BattleChannel], ...] = (BOARD, PRESENCE, RANK, PRIVATE)


def parse_channel(channel: str) -> BattleChannel | None:
    """Return which channel of a battle a name means, or None for any other."""
    found = (form.match(channel) for form in FORMS)
    return next((each for each in found if each is not None), None)


def is_presence(channel: str) -> bool:
    return PRESENCE.match(channel) is not None


def channel_of(stream: str) -> str | None:
    """Name the channel that shows a participant's stream; None for any other stream."""
    who = PARTICIPANT_STREAM.match(stream)
    return None if who is None else private_channel(who.battle, who.username)


def stream_of(channel: str) -> str:
    """Name the stream that a private channel shows; raise MalformedName for another channel."""
    who = PRIVATE.parse(channel)
    return participant_stream(who.battle, who.username)
