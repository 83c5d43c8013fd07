"""The answers of an owner to its callers."""

from __future__ import annotations

from shared.adapters.journal.host import Host
from shared.adapters.journal.slots import slot_of
from shared.adapters.journal.told import NotOwner
from shared.application.commands.ports import StreamMoved
from shared.application.commands.result import CommandResult
from shared.application.ports import Overloaded, Unavailable
from shared.wire import owner_calls as o
from shared.wire.stored import Codec


def carried(
    host: Host, codec: Codec, call: o.Carry, stream: str, result: CommandResult
) -> o.AnyAnswer:
    """Return the answer; only a sure owner of the stream tells a result not written just now."""
    if not result.commits and not (host.is_sure and host.owner_of(slot_of(stream))):
        return o.Elsewhere(call.call)
    commits = result.commits if call.shows else ()
    items = tuple([codec.encode(each) for each in commits])
    return o.Carried(call.call, dict(result.outcome), result.repeated, items)


def failed(call: o.AnyCall, failure: Exception) -> o.AnyAnswer:
    """Return the answer to a failure; an unexpected one is a fault."""
    match failure:
        case NotOwner():
            return o.Elsewhere(call.call)
        case StreamMoved():
            return o.Moved(call.call, failure.streams)
        case Overloaded():
            return o.Failed(call.call, "overloaded", "too much waits", failure.seconds)
        case Unavailable():
            return o.Failed(call.call, "busy", str(failure))
        case _:
            return o.Failed(call.call, "fault", type(failure).__name__)
