"""What a subscriber of a stream channel is sent first: what it missed, or a snapshot."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from shared.application.channels.channel_request import (
    ChannelRefused,
    Parts,
    Request,
    check_battle,
    message_frame,
    subscribed_frame,
)
from shared.application.channels.deliver import missed
from shared.application.channels.private_messages import epoch_of
from shared.application.commands.load import load
from shared.games.codebattle.decider import CODE_BATTLE
from shared.games.codebattle.state import Participant
from shared.games.codebattle.streams import participant_stream
from shared.games.codebattle.view import participant_view

RESUMED = 500
"""Messages that a resume sends at most: they are posted one by one, some milliseconds each."""


class Opening(Struct, frozen=True):
    """What a subscriber of a stream channel is sent first, and up to which offset."""

    epoch: str
    offset: int
    subscribed: bytes
    frames: Sequence[bytes]


def open_stream(parts: Parts, request: Request, battle: str, username: str) -> Opening:
    """Return what the player missed, or a snapshot; raise ChannelRefused."""
    stream = participant_stream(battle, username)
    me, position = _own_stream(parts, request, battle, stream)
    epoch = epoch_of(me.joined_at)
    frames, last = _missed(parts, request, stream, epoch, position)
    recovered = frames is not None
    if frames is None:
        last = position
        view = participant_view(me)
        frames = [message_frame(request.channel, epoch, last, "snapshot", view)]
    return Opening(epoch, last, subscribed_frame(request, epoch, last, recovered=recovered), frames)


def _own_stream(
    parts: Parts, request: Request, battle: str, stream: str
) -> tuple[Participant, int]:
    """Return the participant as it is now; raise ChannelRefused unless it is the player's own."""
    if stream != participant_stream(battle, request.identity.username):
        raise ChannelRefused("not_allowed", "a private channel is its participant's alone")
    folded = load(parts.log, parts.cache, CODE_BATTLE, stream)
    if not isinstance(folded.state, Participant):
        check_battle(parts, battle)
        raise ChannelRefused("unknown_channel", "join the battle first")
    if folded.state.player_id != request.identity.player_id:
        raise ChannelRefused("not_allowed", "a private channel is its participant's alone")
    return folded.state, folded.position


def _missed(
    parts: Parts, request: Request, stream: str, epoch: str, position: int
) -> tuple[list[bytes] | None, int]:
    """Return all that was missed and where that ends; None when it can't all be sent."""
    offset = request.offset
    if offset is None or request.epoch != epoch or not 0 <= position - offset <= RESUMED:
        return None, position
    return missed(parts, stream, offset)
