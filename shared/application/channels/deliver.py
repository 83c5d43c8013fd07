"""Sends each subscriber of a stream's private channel what it has not had, in order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import Protocol

from msgspec.json import encode

from shared.application.channels.ports import ConnectionGone, Subscriber, Subscriptions
from shared.application.channels.private_messages import epoch_of, private_message
from shared.application.commands.load import load
from shared.application.commands.ports import Log
from shared.application.parts import (
    HasCoordination,
    HasLog,
    HasReap,
    HasSockets,
    HasSubscriptions,
)
from shared.application.ports import CacheUnavailable, Coordination
from shared.application.unavailable import Unavailable
from shared.games.codebattle.channels import channel_of
from shared.games.codebattle.decider import CODE_BATTLE
from shared.games.codebattle.state import Participant

LEASE_MS = 5000
"""Longer than it takes to post what one command brings about; a dead holder blocks no longer."""

CURSOR_MS = 2 * 3600 * 1000
"""A connection of API Gateway lives two hours at most."""

PASSES = 10


class DeliveryBusy(Unavailable):
    """Another process has the channel's lease; whoever must be sure tries again."""


class Parts(HasLog, HasSubscriptions, HasSockets, HasCoordination, HasReap, Protocol):
    """What delivering needs of the application."""


def deliver(parts: Parts, stream: str, *, sure: bool = False, consumer: str = "") -> None:
    """Bring every subscriber up to the end of the stream; a closed connection is reaped.

    Each message is posted once in the usual case, and again rather than never when the disposable
    store is down or was emptied: clients drop offsets that they have. The fast path gives way to
    whoever delivers already, who looks at the log again after giving the lease back; a `sure`
    caller gets DeliveryBusy instead. `consumer` names one that has a record of the stream and gets
    it again until all was sent: it leaves the rest to another one that holds the lease, who looks
    for what and who came meanwhile. Raises what a post raises, after all others were served.
    """
    channel = channel_of(stream)
    if channel is None:
        return
    for _ in range(PASSES):
        members = list(parts.subscriptions.members(channel))
        if not members:  # who comes from now on reads the log itself
            return
        lease = claim(parts.coordination, channel, consumer)
        if lease is None:
            if consumer and _holder(parts.coordination, channel) == consumer:
                return
            break
        try:
            reached = _send_missing(parts, channel, stream, members)
        finally:
            release(parts.coordination, channel, lease)
        joined = consumer and _joined(parts.subscriptions, channel, members)
        if not joined and not _moved(parts.log, stream, reached):
            return
    if sure:
        raise DeliveryBusy(channel)


def claim(coordination: Coordination, channel: str, holder: str = "") -> str | None:
    """Take the lease of a channel; without the store nobody is kept waiting."""
    try:
        return coordination.claim(f"deliver:{channel}", LEASE_MS, holder)
    except CacheUnavailable:
        return ""


def _holder(coordination: Coordination, channel: str) -> str | None:
    with suppress(CacheUnavailable):
        return coordination.holder(f"deliver:{channel}")
    return None


def release(coordination: Coordination, channel: str, lease: str) -> None:
    with suppress(CacheUnavailable):
        coordination.release(f"deliver:{channel}", lease)


def _moved(log: Log, stream: str, position: int) -> bool:
    newest = log.latest(stream, 1)
    return bool(newest) and newest[-1].position > position


def _joined(subscriptions: Subscriptions, channel: str, members: Iterable[Subscriber]) -> bool:
    known = {each.connection for each in members}
    return any(each.connection not in known for each in subscriptions.members(channel))


def _send_missing(parts: Parts, channel: str, stream: str, members: Sequence[Subscriber]) -> int:
    """Return the position up to which all was sent."""
    cursors = _cursors(parts.coordination, channel)
    had = {each.connection: max(each.offset, cursors.get(each.connection, 0)) for each in members}
    first = min(had.values())
    frames, reached = missed(parts, stream, first)
    faults: list[Exception] = []
    for member in members:
        todo = frames[had[member.connection] - first :]
        try:
            if todo and _send(parts, member, todo):
                _advance(parts, channel, member, reached)
        except Exception as fault:  # noqa: BLE001 - the others are served first, then it is raised
            faults.append(fault)
    if faults:
        raise faults[0]
    return reached


def _send(parts: Parts, member: Subscriber, frames: Sequence[bytes]) -> bool:
    try:
        for frame in frames:
            parts.sockets.send(member.connection, frame)
    except ConnectionGone:
        parts.reap(member.connection)
        return False
    return True


def _cursors(coordination: Coordination, channel: str) -> dict[str, int]:
    try:
        return coordination.positions(f"cursor:{channel}")
    except CacheUnavailable:
        return {}


def _advance(parts: Parts, channel: str, member: Subscriber, position: int) -> None:
    """Without the disposable store the subscription itself says how far the connection is."""
    try:
        parts.coordination.advance(f"cursor:{channel}", {member.connection: position}, CURSOR_MS)
    except CacheUnavailable:
        reached = Subscriber(member.connection, member.username, position)
        parts.subscriptions.advance(channel, reached)


def missed(parts: Parts, stream: str, after: int) -> tuple[list[bytes], int]:
    """Return the frames of all commits after a position, and the last position."""
    commits = list(parts.log.read(stream, after=after))
    if not commits:
        return [], after
    epoch = _epoch(parts, stream)
    return [encode(private_message(each, epoch)) for each in commits], commits[-1].position


def _epoch(parts: Parts, stream: str) -> str:
    """It never changes, so what the cache has is good however old it is."""
    known = parts.cache.get(stream) or load(parts.log, parts.cache, CODE_BATTLE, stream)
    return epoch_of(known.state.joined_at) if isinstance(known.state, Participant) else ""
