"""Sends each subscriber of a stream the commits that it lacks, in order and as it may see them."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

from msgspec.structs import replace

from shared.application.channels.missed import Frames, missing, until_hidden
from shared.application.channels.ports import ConnectionGone, Ports, Subscriber
from shared.application.ports import CacheUnavailable, Coordination, Turn, Unavailable
from shared.kernel.facts import Commit
from shared.kernel.names import StreamChannel, match_channel
from shared.kernel.viewer import SPECTATOR, Viewer
from shared.wire.frames import Unsubscribed, encode_server

LEASE_MS = 5000
"""Longer than posting what one command brings about; the lease of a dead holder ends after it."""

CURSOR_MS = 2 * 3600 * 1000
"""Lifetime of a cursor: an API Gateway connection lives two hours at most."""

PASSES = 10

CROWD = 50
"""Subscribers sent between two saves of cursors: after a crash at most these get repeats."""


class DeliveryBusy(Unavailable):
    """Another process holds the channel's lease; a caller that must be sure tries again."""


def deliver(
    ports: Ports,
    stream: str,
    commits: Sequence[Commit] = (),
    *,
    sure: bool = False,
) -> None:
    """Bring every subscriber up to the end of the stream; remove closed connections.

    A viewer whom the state after a commit excludes from the audience is sent what came before that
    commit, and is unsubscribed.

    Delivery is at least once: a message is posted once in the usual case, and again when the
    disposable store is down or was emptied; clients drop offsets that they have. `commits` are
    those of the stream that the caller knows, in order: if no subscriber lacks others, the log is
    not read. If another process holds the lease, the fast path leaves the newest position for it
    and returns; the holder looks for such positions after giving the lease back. A `sure` caller
    gets DeliveryBusy as well, because the holder may have died. Raises a post's error after all
    other subscribers were served.
    """
    faults: dict[str, Exception] = {}
    _deliver(ports, stream, commits, faults, sure=sure)
    for fault in faults.values():
        raise fault


def _deliver(
    ports: Ports,
    stream: str,
    commits: Sequence[Commit],
    faults: dict[str, Exception],
    *,
    sure: bool,
) -> None:
    """Deliver, and repeat for positions that others left; skip the subscribers in `faults`."""
    newest = commits[-1].position if commits else 0
    for _ in range(PASSES):
        members = [m for m in ports.subscriptions.members(stream) if _cursor(m) not in faults]
        if not members:  # a later subscriber reads the log itself
            return
        turn = begin_turn(ports.coordination, stream, newest)
        if turn is None:
            break
        sent: list[Subscriber] = []
        try:
            reached = _send_missing(ports, stream, members, commits, turn, sent, faults)
        finally:
            left = _note(ports, stream, sent, turn.token)
        if left <= reached:
            return
        commits = ()  # commits made meanwhile are in the log
    if sure:
        raise DeliveryBusy(stream)


def deliver_left(ports: Ports, stream: str) -> None:
    """Deliver a position that others left to a lease holder that did not deliver in the end."""
    if end_turn(ports.coordination, stream, ""):
        deliver(ports, stream)


def begin_turn(coordination: Coordination, stream: str, newest: int = 0) -> Turn | None:
    """Take the lease of a stream, or leave the newest position.

    Without the store every caller gets a turn.
    """
    try:
        return coordination.begin_turn(stream, newest, LEASE_MS)
    except CacheUnavailable:
        return Turn("", {})


def end_turn(coordination: Coordination, stream: str, token: str) -> int:
    """Give the lease back; return the newest position that other callers left meanwhile."""
    with suppress(CacheUnavailable):
        return coordination.end_turn(stream, token, {}, CURSOR_MS)
    return 0


def _send_missing(
    ports: Ports,
    stream: str,
    members: Sequence[Subscriber],
    commits: Sequence[Commit],
    turn: Turn,
    sent: list[Subscriber],
    faults: dict[str, Exception],
) -> int:
    """Return the position up to which all was sent. Each view is made once for all who have it.

    Subscribers that were sent something are added to `sent`, with the new offset; in a crowd their
    cursors are saved in between.
    """
    had = {_cursor(each): max(each.offset, turn.cursors.get(_cursor(each), 0)) for each in members}
    first = min(had.values())
    viewers = {each.channel: _viewer(each.channel) for each in members}
    frames, reached = missing(ports, stream, viewers, first, commits)
    for member in members:
        todo = frames[member.channel][had[_cursor(member)] - first :]
        try:
            if todo and _send(ports, member, todo):
                sent.append(replace(member, offset=reached))
        except Exception as fault:  # noqa: BLE001 - the others are served first, then it is raised
            faults[_cursor(member)] = fault
        if len(sent) == CROWD:
            _note(ports, stream, sent)
            sent.clear()
    return reached


def _note(ports: Ports, stream: str, sent: Sequence[Subscriber], token: str = "") -> int:
    """Save the cursors of connections, and end the turn of a token.

    Return the position others left. Without the cache each subscription itself stores the offset of
    its connection.
    """
    cursors = {_cursor(each): each.offset for each in sent}
    try:
        return ports.coordination.end_turn(stream, token, cursors, CURSOR_MS)
    except CacheUnavailable:
        for each in sent:
            ports.subscriptions.advance(each)
        return 0


def _send(ports: Ports, member: Subscriber, frames: Frames) -> bool:
    """Send frames to a subscriber; return whether it stays subscribed."""
    shown, over = until_hidden(frames)
    try:
        for frame in shown:
            ports.sockets.send(member.connection, frame)
        if over:
            ports.sockets.send(member.connection, unsubscribed_frame(member.channel))
            ports.subscriptions.remove(member.channel, member.connection)
    except ConnectionGone:
        ports.remove_stale(member.connection)
        return False
    return not over


def unsubscribed_frame(channel: str) -> bytes:
    """Return the frame that tells a viewer of its exclusion from a stream.

    It answers no client frame.
    """
    return encode_server(Unsubscribed("", channel))


def _cursor(member: Subscriber) -> str:
    """Name the subscriber's cursor among those of the stream."""
    return f"{member.connection}/{member.channel}"


def _viewer(channel: str) -> Viewer:
    match match_channel(channel):
        case StreamChannel(viewer=viewer):
            return viewer
        case _:
            return SPECTATOR
