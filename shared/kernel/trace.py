"""The trace of a command: one id for all that the command brings about, in every process.

A trace is derived from the sender and the command's id, which each commit and message has. So it
costs the log nothing, and a repeat belongs to the trace of the first try. Only a trace that the
client began itself is carried along, as its `traceparent` (W3C Trace Context).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from hashlib import blake2b

from msgspec import Struct

PATTERN = r"^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$(?!\n)"

_match = re.compile(PATTERN).match
_client: ContextVar[str] = ContextVar("the client's trace", default="")


class Trace(Struct, frozen=True):
    """Ids in hexadecimal digits: 32 of the trace, 16 of a span.

    `root` is the span of the command itself; `parent` is the client's, if it began the trace.
    """

    id: str
    root: str
    parent: str = ""


def client_trace() -> str:
    """Return the `traceparent` of the request that is being handled, or an empty text."""
    return _client.get()


@contextmanager
def of_client(traceparent: str) -> Iterator[None]:
    """Run a block as a part of a client's trace; an invalid `traceparent` is ignored."""
    token = _client.set(traceparent if _match(traceparent) else "")
    try:
        yield
    finally:
        _client.reset(token)


def id_in(traceparent: str) -> str:
    """Return the trace id in a `traceparent`; empty for an empty one."""
    return traceparent[3:35]


def trace_of(by: str, command_id: str, client: str = "") -> Trace:
    """Return the trace of a command; `client` is the `traceparent` that it came with."""
    digest = blake2b(f"{by}/{command_id}".encode(), digest_size=24).hexdigest()
    if client:
        return Trace(id_in(client), digest[32:], client[36:52])
    return Trace(digest[:32], digest[32:])
