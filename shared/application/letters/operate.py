"""Redrives and discards dead letters for operators: a bounded number at a time, with a reason.

An operation is requested in a view, and the workload `letters` carries it out: so who asked, and
why, is written before anything happens, and the result after.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from shared.application.letters.edit import body_of
from shared.application.letters.index import HELD, Wanted, claim, put, waiting
from shared.application.letters.ports import Letter, NotTakenError, Ports
from shared.application.ports import Listed
from shared.kernel.typed import converter

KIND, OPEN = "letter-operation", "letter-operations"
MOST = 1_000
"""Maximum letters of one operation."""

LAST = 10**9
"""The position of a finished operation's view: no write replaces it."""

KEPT = timedelta(days=400)
"""Time for which past operations can be looked up."""


class Operation(Struct, frozen=True):
    """An operator's request and its progress; `rate` is in letters a second.

    `done` were redriven or discarded, `failed` failed again or had no body any more. `claims`
    counts the processes that claimed it, the last one until `held`.
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
    claims: int = 0
    held: datetime | None = None

    @property
    def is_over(self) -> bool:
        return self.state in {"done", "cancelled"}

    @property
    def left(self) -> int:
        """How many letters it may still process."""
        return self.most - self.done - self.failed


_read_operation = converter(Operation)


class Time(Struct, frozen=True):
    """A clock, and a function that sleeps for some seconds."""

    now: Callable[[], datetime]
    pause: Callable[[float], object]


def ask(ports: Ports, operation: Operation) -> None:
    """Store an operator's request; it begins within a minute."""
    _put(ports, operation)


def cancel(ports: Ports, operation: str) -> Operation | None:
    """Stop an operation before its next letter; return None for an unknown one."""
    found = get(ports, operation)
    if found is not None and found.state in {"asked", "running"}:
        found = replace(found, state="cancelled")
        _put(ports, found)
    return found


def get(ports: Ports, operation: str) -> Operation | None:
    view = ports.views.get(KIND, operation)
    return None if view is None else _read_operation(view)


def carry_out(ports: Ports, time: Time, until: datetime) -> int:
    """Carry out requested operations, oldest first; return how many letters were processed.

    Concurrent runs share no operation, and no two operations share a letter: each is claimed before
    it is processed. If the claiming process dies, another goes on two minutes later, and may
    process a letter a second time: every workload tolerates that. What is not done by `until` goes
    on at the next call.
    """
    asked = [_read_operation(view) for view in ports.views.listed(OPEN)]
    return sum(_carry_out(ports, each, time, until) for each in asked)


def _carry_out(ports: Ports, asked: Operation, time: Time, until: datetime) -> int:
    operation = _claim(ports, asked, time.now())
    if operation is None:
        return 0
    before, is_whole = operation.left, True
    for letter in list(waiting(ports, operation.wanted)):
        if operation.left <= 0:
            break
        if time.now() > until or not _is_own(ports, operation):
            is_whole = False
            break
        own = claim(ports, letter, time.now())
        if own is None:
            is_whole = False
            continue
        operation = _counted(operation, went=_act(ports, operation, own))
        _put(ports, operation)
        if operation.act == "redrive":
            time.pause(1 / operation.rate)
    is_done = is_whole or operation.left <= 0
    _put(ports, replace(operation, state="done" if is_done else "running", held=None))
    return before - operation.left


def _claim(ports: Ports, operation: Operation, now: datetime) -> Operation | None:
    """Claim an operation for a while; return None if another process has it."""
    if operation.held is not None and now < operation.held:
        return None
    own = replace(operation, claims=operation.claims + 1, held=now + HELD)
    is_own = ports.views.put(*_stored(own), until=own.at + KEPT, once=True)
    return own if is_own else None


def _is_own(ports: Ports, operation: Operation) -> bool:
    """Whether nobody has cancelled or claimed it since."""
    found = get(ports, operation.id)
    return found is not None and not found.is_over and found.claims == operation.claims


def _counted(operation: Operation, *, went: bool) -> Operation:
    done, failed = operation.done + went, operation.failed + (not went)
    return replace(operation, state="running", done=done, failed=failed)


def _act(ports: Ports, operation: Operation, letter: Letter) -> bool:
    if operation.act == "redrive":
        return _redrive(ports, letter)
    put(ports, replace(letter, state="discarded", why=operation.why, held=None))
    return True


def _redrive(ports: Ports, letter: Letter) -> bool:
    """Give a letter to its workload again; a letter that the workload rejects stays where it is."""
    is_taken = _give(ports, letter)
    put(ports, replace(letter, state="redriven" if is_taken else "waiting", held=None))
    return is_taken


def _give(ports: Ports, letter: Letter) -> bool:
    body = body_of(ports, letter)
    if body is None:
        return False
    try:
        ports.workers.give(letter, body)
    except NotTakenError as error:
        ports.on_fault(error)
        return False
    return True


def _put(ports: Ports, operation: Operation) -> None:
    """Store it, unless somebody has cancelled or claimed it since."""
    ports.views.put(*_stored(operation), until=operation.at + KEPT)


def _stored(operation: Operation) -> tuple[str, str, Operation, int, Listed | None]:
    if operation.is_over:
        return KIND, operation.id, operation, LAST, None
    order = f"{operation.at:%Y-%m-%dT%H:%M:%S.%f}:{operation.id}"
    position = operation.claims * (MOST + 1) + operation.done + operation.failed
    return KIND, operation.id, operation, position, Listed(OPEN, order)
