"""Writes spans as lines: what was done for a command, where, and how long it took.

All processes decide from a command's id, and so alike, whether its spans are written. Spans of
errors and of slow work are always written.
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
    """The command of a span, and whom it is about; `client` is the client's `traceparent`."""

    by: str
    command_id: str
    client: str = ""
    stream: str = ""
    player: str = ""


def is_drawn(by: str, command_id: str) -> bool:
    """Return whether a command is sampled: its spans are written even if all is well."""
    return _BELOW > 0 and crc32(f"{by}/{command_id}".encode()) < _BELOW


def is_told(began: float, by: str, command_id: str, error: str = "") -> bool:
    """Return whether a command's span that `began` at a monotonic time would be written now."""
    slow = monotonic() - began > SLOW_MS / 1000
    return bool(error) or slow or is_drawn(by, command_id)


def tell_span(
    what: str, began: float, of: Subject, *, error: str = "", is_root: bool = False
) -> None:
    """Write the span of work that `began` at a monotonic time and ends now, unless not sampled.

    The root of a trace is the command's span in the process that its sender talks to.
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
    """Write a span for each command in the context; an error that leaves it is the span's error."""
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
    """Return the subjects of the economy's facts: the orders that caused them."""
    return [Subject(each.subject, each.key, each.trace) for each in facts if each.key]


def subjects(commits: Iterable[Commit]) -> list[Subject]:
    """Return the subjects of some commits, for their spans."""
    return [Subject(each.by, each.command_id, each.trace, each.stream) for each in commits]
