"""Spans as lines: what was done for a command, where, and how long it took.

All processes draw alike whether a command's spans are written, from its id. An error's are always
written, and those of what was slow.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING
from zlib import crc32

from msgspec import Struct

from shared.kernel.errors import CommandRefused
from shared.kernel.names import game_of
from shared.kernel.trace import trace_of
from shared.runtime.clock import monotonic, new_span
from shared.runtime.envelope import SpanLine, name, written
from shared.runtime.observability import milliseconds
from shared.runtime.settings import trace_share, workload_name

if TYPE_CHECKING:
    from shared.economy.outbox import EconomyFact
    from shared.kernel.facts import Commit

SLOW_MS = 1000.0

_BELOW = int(trace_share(os.environ) * 2**32)


class Subject(Struct, frozen=True):
    """The command that a span belongs to, and whom it is about; `client` is its `traceparent`."""

    by: str
    command_id: str
    client: str = ""
    stream: str = ""
    player: str = ""


def is_drawn(by: str, command_id: str) -> bool:
    """Whether the spans of a command are written though all is well."""
    return _BELOW > 0 and crc32(f"{by}/{command_id}".encode()) < _BELOW


def is_told(began: float, by: str, command_id: str, error: str = "") -> bool:
    """Whether the span of a command that `began` at that monotonic time would be written now."""
    slow = monotonic() - began > SLOW_MS / 1000
    return bool(error) or slow or is_drawn(by, command_id)


def tell_span(
    what: str, began: float, of: Subject, *, error: str = "", is_root: bool = False
) -> None:
    """Write the span of what `began` at that monotonic time and ends now, if it is to be seen.

    The root of a trace is the command at the process that its sender talks to.
    """
    if not is_told(began, of.by, of.command_id, error):
        return
    ms = (monotonic() - began) * 1000
    trace, stream = trace_of(of.by, of.command_id, of.client), name(of.stream)
    line = SpanLine(
        at=milliseconds() - int(ms),
        workload=workload_name(),
        game=game_of(stream),
        stream=stream,
        player=name(of.player),
        trace=trace.id,
        error=name(error),
        name=what,
        ms=round(ms, 2),
        span=trace.root if is_root else new_span(),
        parent=trace.parent if is_root else trace.root,
    )
    sys.stdout.write(written(line))


@contextmanager
def span(what: str, *of: Subject, is_root: bool = False) -> Iterator[None]:
    """Write a span for each command that is worked on; an error that leaves it is the span's."""
    began, error = monotonic(), ""
    try:
        yield
    except CommandRefused:
        raise
    except Exception as fault:
        error = type(fault).__name__
        raise
    finally:
        for each in of:
            tell_span(what, began, each, error=error, is_root=is_root)


def orders(facts: Iterable[EconomyFact]) -> list[Subject]:
    """Return what the spans of the economy's facts are about: the orders that they came of."""
    return [Subject(each.subject, each.key, each.trace) for each in facts if each.key]


def subjects(commits: Iterable[Commit]) -> list[Subject]:
    """Return what the spans of some commits are about."""
    return [Subject(each.by, each.command_id, each.trace, each.stream) for each in commits]
