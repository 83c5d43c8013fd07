"""Makes the next version of a value channel and passes it to those who post it."""

from __future__ import annotations

from msgspec import Raw
from msgspec.json import Decoder, encode

from shared.application.channels.ports import Ports
from shared.application.channels.schedule_refresh import refresh_key, schedule_refresh
from shared.application.channels.store_board import store_soon
from shared.application.channels.values import (
    SHOWN,
    Snapshot,
    Value,
    board_now,
    difference,
    presence_snapshot,
    value_key,
)
from shared.kernel.names import MalformedName, ValueChannel, match_channel
from shared.wire.frames import Message, encode_server
from shared.wire.messages import Broadcast, RebuildBoard

_read_value = Decoder(Value).decode

EPOCH = 10
"""Characters of an epoch, sixty random bits: short, since each frame has it, yet unique."""

LEASE_MS = 30_000
"""Maximum run time of a worker, so two never make the same version."""

KEPT_MS = 24 * 3600 * 1000
"""Time without a change after which a channel starts a new epoch: one day."""

REBUILD_MS = 30_000
"""Minimum time between two requests to rebuild one board."""


def refresh_channel(ports: Ports, channel: str, token: str = "") -> Snapshot | None:
    """Send what changed since the last version, if anything did; one worker per channel at a time.

    Return what the channel shows. Return None if another worker holds the lease, or for a board
    that is not complete: then a rebuild is queued, and the channel is looked at again a second
    later. Raises CacheUnavailable, and MalformedName for what is no value channel.
    """
    coordination = ports.coordination
    coordination.release(refresh_key(channel), token)
    lease = coordination.claim(f"refresh:{channel}", LEASE_MS)
    snapshot = None
    if lease is not None:
        try:
            snapshot = _look(ports, channel)
            if snapshot is not None:
                _send(ports, channel, snapshot)
        finally:
            coordination.release(f"refresh:{channel}", lease)
    if snapshot is None:
        schedule_refresh(coordination, ports.queues, channel)
    return snapshot


def _look(ports: Ports, channel: str) -> Snapshot | None:
    match match_channel(channel):
        case ValueChannel(_, "presence"):
            return presence_snapshot(*ports.coordination.present(channel, ports.clock(), SHOWN))
        case ValueChannel(room, "board"):
            return _look_at_board(ports, room)
        case _:
            raise MalformedName(f"{channel} is no value channel")


def _look_at_board(ports: Ports, room: str) -> Snapshot | None:
    snapshot = board_now(ports.leaderboard, room)
    if snapshot is None and ports.coordination.claim(f"rebuild:{room}", REBUILD_MS) is not None:
        ports.queues.put("default", RebuildBoard(room))
    return snapshot


def _send(ports: Ports, channel: str, snapshot: Snapshot) -> None:
    """Store the version, post it, mark it as sent.

    After a crash the next worker posts an unsent one.
    """
    held = ports.coordination.get(value_key(channel))
    last = None if held is None else _read_value(held)
    if last is not None and last.sent and last.snapshot == snapshot:
        return
    epoch = ports.new_id()[-EPOCH:] if last is None else last.epoch
    version = 1 if last is None else last.version + 1
    _keep(ports, channel, Value(epoch, version, snapshot, sent=False))
    frame = Raw(encode_server(value_frame(channel, Value(epoch, version, snapshot), last)))
    listened = ports.subscriptions.listened()(channel)  # whoever subscribes later reads the value
    for bucket in range(ports.subscriptions.buckets(channel) if listened else 0):
        if any(True for _ in ports.subscriptions.members(channel, bucket)):
            ports.queues.put("broadcast", Broadcast(channel, bucket, frame))
    _keep(ports, channel, Value(epoch, version, snapshot, sent=True))


def _keep(ports: Ports, channel: str, value: Value) -> None:
    ports.coordination.put(value_key(channel), encode(value), KEPT_MS)
    match match_channel(channel):
        case ValueChannel(room, "board") if not value.sent:
            store_soon(ports.coordination, ports.queues, room)


def value_frame(channel: str, value: Value, last: Value | None) -> Message:
    """Return the message of a version: the delta from `last` if that is shorter, or all of it."""
    event = "presence" if "names" in value.snapshot else "board"
    if last is not None and last.sent:
        delta = difference(last.snapshot, value.snapshot)
        if delta is not None:
            return Message(channel, value.epoch, value.version, event, delta, last.version)
    return Message(channel, value.epoch, value.version, event, value.snapshot)
