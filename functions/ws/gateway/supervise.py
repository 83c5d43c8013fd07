"""Keeps a number of processes of one program running until all are told to end."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator

ENDS = frozenset({signal.SIGTERM, signal.SIGINT})

AGAIN = 75
"""Maximum replacements of processes that ended by themselves."""


def supervise(count: int, serve: Callable[[], object]) -> None:
    """Run `count` processes; pass on the signal to end, and return when all have ended.

    Signals are blocked except while waiting for them. So none comes while a process is being
    started, which would miss it, and none is sent to a process id that has been reused.
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
    """Yield the processes that have ended since the last call: one signal may stand for many."""
    while True:
        try:
            child, _ = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if not child:
            return
        yield child


def _start(serve: Callable[[], object]) -> int:
    """Start a process of the same program; nothing that it could share is open yet."""
    child = os.fork()
    if child == 0:
        signal.pthread_sigmask(signal.SIG_SETMASK, ())
        serve()
        os._exit(0)
    return child
