"""Writes a process's logs of faults, and its metrics in CloudWatch's embedded metric format."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from shared.application.ports import Unavailable
from shared.runtime.clock import now
from shared.runtime.envelope import (
    MOST_VALUES,
    Directive,
    Embedded,
    Level,
    LogLine,
    Metric,
    MetricLine,
    Unit,
    clean,
    name,
    written,
    written_metrics,
)
from shared.runtime.settings import stage_name, workload_name

if TYPE_CHECKING:
    from types import TracebackType

PLACES = 12
"""Maximum stack frames of an error in a line, the innermost last."""

type Names = dict[str, str]
type Values = dict[str, tuple[Unit, list[float]]]

_about: ContextVar[Names] = ContextVar("whom this is about")
_gathered: ContextVar[tuple[str, Values]] = ContextVar("metrics of one line")


def milliseconds() -> int:
    """Return the time in milliseconds since 1970, as in lines."""
    return int(now().timestamp() * 1000)


@contextmanager
def about(*, stream: str = "", player: str = "", trace: str = "") -> Iterator[None]:
    """Add to the lines of a piece of work whom it is about."""
    names = {"stream": name(stream), "player": name(player), "trace": trace}
    if "/" in stream:
        from shared.kernel.names import game_of  # noqa: PLC0415 - no stream, no names

        names["game"] = name(game_of(stream))
    token = _about.set(_about.get({}) | {key: each for key, each in names.items() if each})
    try:
        yield
    finally:
        _about.reset(token)


def log(message: str, level: Level = "INFO", workload: str = "") -> None:
    """Write a line with a message of our own, which must contain no text from outside."""
    _write(LogLine(**_head(workload), level=level, message=clean(message)))


def log_fault(fault: BaseException, workload: str = "") -> None:
    """Write the class of an error and where it was raised, but never its message.

    The message may quote what a player sent. An outage has our own text, and is a warning.
    """
    is_outage = isinstance(fault, Unavailable)
    line = LogLine(
        **_head(workload),
        level="WARNING" if is_outage else "ERROR",
        message=clean(str(fault)) if is_outage else "a fault",
        error=type(fault).__name__,
        place=() if is_outage else _places(fault.__traceback__),
    )
    _write(line)


def metric(workload: str, name: str, value: float, unit: Unit = "Count") -> None:
    """Record a metric; it costs the bytes of its line, not an API call."""
    of, values = _gathered.get(("", {}))
    if of == workload and len(values.get(name, (unit, []))[1]) < MOST_VALUES:
        values.setdefault(name, (unit, []))[1].append(value)
    else:
        _write_metrics(workload, {name: (unit, [value])})


@contextmanager
def one_line(workload: str) -> Iterator[None]:
    """Write a workload's metrics of the context as one line, at its end."""
    values: Values = {}
    token = _gathered.set((workload, values))
    try:
        yield
    finally:
        _gathered.reset(token)
        if values:
            _write_metrics(workload, values)


def _write_metrics(workload: str, values: Values) -> None:
    at = milliseconds()
    metrics = tuple(Metric(name, unit) for name, (unit, _) in values.items())
    line = MetricLine(
        at=at,
        workload=workload,
        stage=stage_name(),
        embedded=Embedded(at, (Directive(metrics),)),
    )
    sys.stdout.write(written_metrics(line, {name: told for name, (_, told) in values.items()}))


def _head(workload: str) -> dict[str, Any]:
    return {"at": milliseconds(), "workload": workload or workload_name(), **_about.get({})}


def _write(line: LogLine) -> None:
    sys.stdout.write(written(line))


def _places(raised: TracebackType | None) -> tuple[str, ...]:
    """Return files, lines and functions, from the outermost call to the innermost."""
    places = []
    while raised is not None:
        code = raised.tb_frame.f_code
        file = "/".join(code.co_filename.split(os.sep)[-3:])  # noqa: PTH206 - pathlib slows a cold start
        places.append(f"{file}:{raised.tb_lineno} {code.co_name}")
        raised = raised.tb_next
    return tuple(places[-PLACES:])
