"""Keeps some processes of one program running, until all of them are to end."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator

ENDS = frozenset({signal.SIGTERM, signal.SIGINT})

AGAIN = 75
"""A process that ended by itself is replaced, this many times at most."""


def supervise(count: int, serve: Callable[[], object]) -> None:
    """Run so many; pass the signal to end on, and return when all have ended.

    Signals are blocked but while they are waited for. So none comes while a process is started,
    which would not be told of it, and none is sent to an id that is another's by now.
    """
    signal.pthread_sigmask(signal.SIG_BLOCK, {*ENDS, signal.SIGCHLD})
    children = {_start(serve) for _ in range(count)}
    ending, replaced = False, 0
    while children:
        if signal.sigwait({*ENDS, signal.SIGCHLD}) in ENDS:
            ending = True
            for child in children:
                os.kill(child, signal.SIGTERM)
        for child in _ended():
            children.discard(child)
            if not ending and replaced < AGAIN:
                replaced += 1
                children.add(_start(serve))


def _ended() -> Iterator[int]:
    """Yield those that have ended since this was last asked: one signal may tell of many."""
    while True:
        try:
            child, _ = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if not child:
            return
        yield child


def _start(serve: Callable[[], object]) -> int:
    """Start a process of the same program; nothing is open yet that it could share."""
    child = os.fork()
    if child == 0:
        signal.pthread_sigmask(signal.SIG_SETMASK, ())
        serve()
        os._exit(0)
    return child
