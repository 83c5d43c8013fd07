"""What operators do with dead letters: redrive and discard, a bounded number a time, with a reason.

An operation is asked for in a view, and the workload `letters` carries it out: so who did it, and
why, is written before anything happens, and what came of it after.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import islice
from typing import Literal

from msgspec import Struct, convert
from msgspec.structs import replace

from shared.application.letters.index import Wanted, put, waiting
from shared.application.letters.ports import Letter, NotTakenError, Ports
from shared.application.ports import Listed

KIND, OPEN = "letter-operation", "letter-operations"
MOST = 1_000
"""Letters of one operation."""

KEPT = timedelta(days=400)
"""For which it can be asked who did what."""


class Operation(Struct, frozen=True):
    """What an operator wishes, and how far it is; `rate` is in letters a second.

    `done` were redriven or discarded, `failed` failed again or had no body any more.
    """

    id: str
    act: Literal["redrive", "discard"]
    by: str
    why: str
    at: datetime
    wanted: Wanted
    most: int
    rate: int
    state: Literal["asked", "running", "done", "cancelled"] = "asked"
    done: int = 0
    failed: int = 0


class Time(Struct, frozen=True):
    """What tells the time and lets some seconds pass."""

    now: Callable[[], datetime]
    pause: Callable[[float], object]


def ask(ports: Ports, operation: Operation) -> None:
    """Write down what an operator wishes; it begins within a minute."""
    _put(ports, operation)


def cancel(ports: Ports, operation: str) -> Operation | None:
    """Have an operation stop before its next letter; None for one that is not known."""
    found = get(ports, operation)
    if found is not None and found.state in {"asked", "running"}:
        found = replace(found, state="cancelled")
        _put(ports, found)
    return found


def get(ports: Ports, operation: str) -> Operation | None:
    view = ports.views.get(KIND, operation)
    return None if view is None else convert(view, Operation)


def carry_out(ports: Ports, time: Time, until: datetime) -> int:
    """Carry out what was asked for, oldest first; return how many letters were dealt with.

    Who dies within does a letter a second time at most: every workload stands that. What is not
    done by `until` goes on at the next call.
    """
    asked = [convert(view, Operation) for view in ports.views.listed(OPEN)]
    return sum(_carry_out(ports, each, time, until) for each in asked)


def _carry_out(ports: Ports, operation: Operation, time: Time, until: datetime) -> int:
    count, left = 0, operation.most - operation.done - operation.failed
    for letter in list(islice(waiting(ports, operation.wanted), left)):
        if time.now() > until or _is_cancelled(ports, operation.id):
            return count
        operation = _counted(operation, went=_act(ports, operation, letter))
        _put(ports, operation)
        count += 1
        if operation.act == "redrive":
            time.pause(1 / operation.rate)
    _put(ports, replace(operation, state="done"))
    return count


def _counted(operation: Operation, *, went: bool) -> Operation:
    done, failed = operation.done + went, operation.failed + (not went)
    return replace(operation, state="running", done=done, failed=failed)


def _act(ports: Ports, operation: Operation, letter: Letter) -> bool:
    if operation.act == "redrive":
        return _redrive(ports, letter)
    put(ports, replace(letter, state="discarded", why=operation.why))
    return True


def _is_cancelled(ports: Ports, operation: str) -> bool:
    found = get(ports, operation)
    return found is not None and found.state == "cancelled"


def _redrive(ports: Ports, letter: Letter) -> bool:
    """Give a letter to its workload again; one that is not taken stays where it is."""
    body = ports.letter_bodies.get(letter.id)
    if body is None:
        return False
    try:
        ports.workers.give(letter, body)
    except NotTakenError as error:
        ports.on_fault(error)
        return False
    put(ports, replace(letter, state="redriven"))
    return True


def _put(ports: Ports, operation: Operation) -> None:
    """Of two at once the cancelled one is the later."""
    over = operation.state in {"done", "cancelled"}
    order = f"{operation.at:%Y-%m-%dT%H:%M:%S.%f}:{operation.id}"
    ports.views.put(
        KIND,
        operation.id,
        operation,
        MOST + 2 if over else operation.done + operation.failed,
        None if over else Listed(OPEN, order),
        until=operation.at + KEPT,
    )
