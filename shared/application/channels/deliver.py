"""Sends each subscriber of a stream what it has not had, in order and as it may see it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Protocol

from msgspec.structs import replace

from shared.application.channels.channel_request import known
from shared.application.channels.ports import ConnectionGone, Subscriber
from shared.application.parts import (
    HasCoordination,
    HasLog,
    HasRemoveStale,
    HasSockets,
    HasSubscriptions,
)
from shared.application.ports import CacheUnavailable, Coordination
from shared.application.unavailable import Unavailable
from shared.kernel.facts import Commit
from shared.kernel.names import StreamChannel, match_channel
from shared.kernel.viewer import SPECTATOR, Viewer
from shared.wire.stream_messages import commit_message, epoch_of

LEASE_MS = 5000
"""Longer than it takes to post what one command brings about; a dead holder blocks no longer."""

CURSOR_MS = 2 * 3600 * 1000
"""A connection of API Gateway lives two hours at most."""

PASSES = 10

NEWEST = "position"


class DeliveryBusy(Unavailable):
    """Another process has the channel's lease; whoever must be sure tries again."""


class Parts(HasLog, HasSubscriptions, HasSockets, HasCoordination, HasRemoveStale, Protocol):
    """What delivering needs of the application."""


def deliver(
    parts: Parts,
    stream: str,
    commits: Sequence[Commit] = (),
    *,
    sure: bool = False,
) -> None:
    """Bring every subscriber up to the end of the stream; a closed connection is removed.

    Each message is posted once in the usual case, and again rather than never when the disposable
    store is down or was emptied: clients drop offsets that they have. `commits` are those of the
    stream that the caller knows, in order: who lacks nothing else is sent them, and the log is not
    read. The fast path gives way to whoever delivers already and leaves word how far the stream is,
    which that one looks for after giving the lease back. A `sure` caller gets DeliveryBusy as well:
    who holds the lease may have died. Raises what a post raises, after all others were served.
    """
    newest = commits[-1].position if commits else 0
    for _ in range(PASSES):
        members = list(parts.subscriptions.members(stream))
        if not members:  # who comes from now on reads the log itself
            return
        lease = _claim(parts.coordination, stream, newest)
        if lease is None:
            break
        try:
            reached = _send_missing(parts, stream, members, commits)
        finally:
            release(parts.coordination, stream, lease)
        if _left_word(parts.coordination, stream) <= reached:
            return
        commits = ()  # what came meanwhile is in the log
    if sure:
        raise DeliveryBusy(stream)


def deliver_left(parts: Parts, stream: str) -> None:
    """Deliver what others left to a holder of the lease that did not deliver in the end."""
    if _left_word(parts.coordination, stream):
        deliver(parts, stream)


def _claim(coordination: Coordination, stream: str, newest: int) -> str | None:
    """Take the lease, or leave word; then try again, lest the holder has looked before."""
    lease = claim(coordination, stream)
    if lease is not None or not newest:
        return lease
    with suppress(CacheUnavailable):
        coordination.advance(f"newest:{stream}", {NEWEST: newest}, LEASE_MS)
    return claim(coordination, stream)


def _left_word(coordination: Coordination, stream: str) -> int:
    """Return how far the stream is, as those say who gave way."""
    with suppress(CacheUnavailable):
        return coordination.positions(f"newest:{stream}").get(NEWEST, 0)
    return 0


def claim(coordination: Coordination, stream: str) -> str | None:
    """Take the lease of a stream; without the store nobody is kept waiting."""
    try:
        return coordination.claim(f"deliver:{stream}", LEASE_MS)
    except CacheUnavailable:
        return ""


def release(coordination: Coordination, stream: str, lease: str) -> None:
    with suppress(CacheUnavailable):
        coordination.release(f"deliver:{stream}", lease)


def _send_missing(
    parts: Parts, stream: str, members: Sequence[Subscriber], commits: Sequence[Commit]
) -> int:
    """Return the position up to which all was sent. Each view is made once for all who have it."""
    cursors = _cursors(parts.coordination, stream)
    had = {_cursor(each): max(each.offset, cursors.get(_cursor(each), 0)) for each in members}
    first = min(had.values())
    viewers = {each.channel: _viewer(each.channel) for each in members}
    frames, reached = _frames(parts, stream, viewers, first, commits)
    faults: list[Exception] = []
    for member in members:
        todo = frames[member.channel][had[_cursor(member)] - first :]
        try:
            if todo and _send(parts, member, todo):
                _advance(parts, stream, member, reached)
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
        parts.remove_stale(member.connection)
        return False
    return True


def _cursor(member: Subscriber) -> str:
    """Name the cursor of a subscriber among those of the stream."""
    return f"{member.connection}/{member.channel}"


def _cursors(coordination: Coordination, stream: str) -> dict[str, int]:
    try:
        return coordination.positions(f"cursor:{stream}")
    except CacheUnavailable:
        return {}


def _advance(parts: Parts, stream: str, member: Subscriber, position: int) -> None:
    """Without the cache the subscription itself says how far the connection is."""
    try:
        parts.coordination.advance(f"cursor:{stream}", {_cursor(member): position}, CURSOR_MS)
    except CacheUnavailable:
        parts.subscriptions.advance(replace(member, offset=position))


def _viewer(channel: str) -> Viewer:
    match match_channel(channel):
        case StreamChannel(viewer=viewer):
            return viewer
        case _:
            return SPECTATOR


def missed(parts: HasLog, channel: StreamChannel, after: int) -> tuple[list[bytes], int]:
    """Return a viewer's frames of all commits after a position, and the last position."""
    frames, last = _frames(parts, channel.stream, {"": channel.viewer}, after)
    return frames[""], last


def _frames(
    parts: HasLog,
    stream: str,
    viewers: Mapping[str, Viewer],
    after: int,
    commits: Sequence[Commit] = (),
) -> tuple[dict[str, list[bytes]], int]:
    """Return the frames of all commits after a position, by the names of the viewers."""
    missing = [commit for commit in commits if commit.position > after]
    if not commits or not _follow(missing, after):
        missing = list(parts.log.read(stream, after=after))
    game = parts.games.of(stream)
    if not missing or game is None:
        return {each: [] for each in viewers}, after
    epoch = epoch_of(known(parts, game, stream))
    frames = {
        name: [commit_message(game, commit, epoch, viewer) for commit in missing]
        for name, viewer in viewers.items()
    }
    return frames, missing[-1].position


def _follow(commits: Sequence[Commit], after: int) -> bool:
    """Whether the commits go on from a position without a gap."""
    return all(commit.position == after + n for n, commit in enumerate(commits, start=1))
