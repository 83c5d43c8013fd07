"""Wraps the handler of every workload on Lambda."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import wraps

from shared.runtime.observability import log_fault
from shared.runtime.settings import on_lambda


class WorkloadFailed(Exception):  # noqa: N818 - a fact, told in a line of its own
    """A workload raised; Lambda counts the error, and logs this text instead of the error's own."""


def observed[**P, T](handler: Callable[P, T]) -> Callable[P, T]:
    """Log an exception of a handler like all faults, and raise WorkloadFailed without its text.

    Otherwise Lambda would log the text, which may contain a player's input. Logs of libraries are
    treated alike. Only Lambda's own runtime has to import `logging`.
    """
    if on_lambda() and "logging" in sys.modules:
        from shared.runtime.foreign_logs import take_foreign_logs  # noqa: PLC0415 - as said above

        take_foreign_logs()

    @wraps(handler)
    def handle(*arguments: P.args, **named: P.kwargs) -> T:
        try:
            return handler(*arguments, **named)
        except Exception as fault:  # noqa: BLE001 - the edge: logged once, counted by Lambda
            log_fault(fault)
            raise WorkloadFailed(type(fault).__name__) from None

    return handle
