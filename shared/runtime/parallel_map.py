"""Applies a function to many members in parallel, in threads."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor

AT_ONCE = 32
"""Maximum threads: as many as an AWS client keeps connections."""


class ParallelMap:
    """Calls a function for each member; a failure is reported once and stops no other call."""

    def __init__(self, on_fault: Callable[[Exception], object]) -> None:
        self._on_fault = on_fault

    def __call__[T](self, work: Callable[[T], None], members: Iterable[T]) -> None:
        with ThreadPoolExecutor(AT_ONCE) as pool:
            futures = [pool.submit(work, member) for member in members]
        faults = [fault for future in futures if isinstance(fault := future.exception(), Exception)]
        if faults:
            self._on_fault(ExceptionGroup(f"{len(faults)} of {len(futures)} failed", faults[:1]))
