"""Sends each subscriber of a stream's private channel what it has not had, in order (D5, D6)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from msgspec.json import encode

from shared.application.load import StreamCache, load
from shared.application.ports import (
    CacheUnavailable,
    ConnectionGone,
    Coordination,
    Log,
    Sockets,
    Subscriber,
    Subscriptions,
)
from shared.application.private_messages import epoch_of, private_message
from shared.domain.codebattle.channels import private_channel
from shared.domain.codebattle.decider import CODE_BATTLE
from shared.domain.codebattle.state import Participant
from shared.domain.codebattle.streams import parse_participant
from shared.domain.kernel.facts import Commit

LEASE_MS = 5000
CURSOR_MS = 2 * 3600 * 1000
"""A connection of API Gateway lives two hours at most."""


class DeliveryBusy(Exception):  # noqa: N818 - a fact: somebody else delivers this channel now
    """Another process has the channel's lease; whoever must be sure tries again."""


class Parts(Protocol):
    """What delivering needs of the application."""

    @property
    def log(self) -> Log: ...
    @property
    def cache(self) -> StreamCache: ...
    @property
    def subscriptions(self) -> Subscriptions: ...
    @property
    def sockets(self) -> Sockets: ...
    @property
    def coordination(self) -> Coordination: ...
    @property
    def reap(self) -> Callable[[str], None]: ...


def deliver(parts: Parts, stream: str, *, sure: bool = False) -> None:
    """Bring every subscriber up to the end of the stream.

    The fast path gives way to whoever delivers already, who looks at the log again after giving
    the lease back; nothing that was committed before is left waiting. A `sure` caller gets
    DeliveryBusy instead, and goes on when the disposable store is down: a message may
    then be sent twice, and clients drop offsets that they have.
    """
    who = parse_participant(stream)
    if who is None:
        return
    channel = private_channel(*who)
    behind = True
    while behind:
        try:
            lease = parts.coordination.claim(f"deliver:{channel}", LEASE_MS)
        except CacheUnavailable:
            if not sure:
                raise
            _send_missing(parts, channel, stream, {})
            return
        if lease is None:
            if sure:
                raise DeliveryBusy(channel)
            return
        try:
            cursors = parts.coordination.positions(_cursors(channel))
            reached = _send_missing(parts, channel, stream, cursors)
            if reached:
                parts.coordination.advance(_cursors(channel), reached, CURSOR_MS)
        finally:
            parts.coordination.release(f"deliver:{channel}", lease)
        behind = bool(reached) and _moved(parts.log, stream, max(reached.values()))


def _cursors(channel: str) -> str:
    return f"cursor:{channel}"


def _moved(log: Log, stream: str, position: int) -> bool:
    newest = log.latest(stream, 1)
    return bool(newest) and newest[-1].position > position


def _send_missing(
    parts: Parts, channel: str, stream: str, cursors: dict[str, int]
) -> dict[str, int]:
    """Send and return how far each connection has come."""
    members = list(parts.subscriptions.members(channel))
    if not members:
        return {}
    had = {each.connection: max(each.offset, cursors.get(each.connection, 0)) for each in members}
    commits = list(parts.log.read(stream, after=min(had.values())))
    epoch = epoch_of_stream(parts, stream) if commits else ""
    frames = [(each.position, encode(private_message(each, epoch))) for each in commits]
    return {
        each.connection: reached
        for each in members
        if (reached := _send(parts, each, had[each.connection], frames)) is not None
    }


def _send(
    parts: Parts, member: Subscriber, had: int, frames: Sequence[tuple[int, bytes]]
) -> int | None:
    try:
        for position, frame in frames:
            if position > had:
                parts.sockets.send(member.connection, frame)
                had = position
    except ConnectionGone:
        parts.reap(member.connection)
        return None
    return had


def epoch_of_stream(parts: Parts, stream: str) -> str:
    """Return the epoch of a participant's stream; empty when nobody has joined under that name."""
    state = load(parts.log, parts.cache, CODE_BATTLE, stream).state
    return epoch_of(state.joined_at) if isinstance(state, Participant) else ""


def missed(log: Log, stream: str, after: int, epoch: str) -> tuple[list[bytes], int]:
    """Return the frames of all commits after a position, and the last position."""
    commits: list[Commit] = list(log.read(stream, after=after))
    last = commits[-1].position if commits else after
    return [encode(private_message(each, epoch)) for each in commits], last
