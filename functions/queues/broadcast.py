"""Posts a frame to the connections of one bucket of a channel."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from msgspec import Struct
from msgspec.json import Decoder

from shared.application.channels.broadcast import broadcast
from shared.application.channels.values import Value, value_key
from shared.application.ports import CacheUnavailable
from shared.runtime.bootstrap import Application, application
from shared.runtime.observed import observed
from shared.runtime.parallel_map import ParallelMap
from shared.runtime.queue_batch import handle_messages
from shared.wire.messages import Broadcast

_read_value = Decoder(Value).decode


class Version(Struct, frozen=True):
    """The version of a value channel that a frame brings."""

    epoch: str
    offset: int


_read_version = Decoder(Version).decode


@observed
def handler(event: dict[str, Any], _context: object) -> dict[str, list[dict[str, str]]]:
    return work(application(), event)


def work(app: Application, event: dict[str, Any]) -> dict[str, list[dict[str, str]]]:
    def handle(message: Broadcast, tried: int) -> None:
        if tried > 1 and _is_superseded(app, message):
            return
        frame = bytes(message.frame)
        broadcast(app, ParallelMap(app.on_fault), message.channel, message.bucket, frame)

    return handle_messages(app, "broadcast", Broadcast, event, handle)


def _is_superseded(app: Application, message: Broadcast) -> bool:
    """Whether a later version was sent meanwhile: a client that lacks this one asks for all."""
    with suppress(CacheUnavailable):
        held = app.coordination.get(value_key(message.channel))
        if held is not None:
            newest, frame = _read_value(held), _read_version(message.frame)
            return (frame.epoch, frame.offset) != (newest.epoch, newest.version)
    return False
