"""What stands around the handler of every workload on Lambda."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import wraps

from shared.runtime.observability import log_fault
from shared.runtime.settings import on_lambda


class WorkloadFailed(Exception):  # noqa: N818 - a fact, told in a line of its own
    """A workload raised; Lambda counts it, and writes this text in the place of the error's."""


def observed[**P, T](handler: Callable[P, T]) -> Callable[P, T]:
    """Log what a handler raises as all faults are, and raise it again without its text.

    Lambda would write the text into the log, whatever a player has put there. What libraries log
    goes the same way: Lambda's own runtime has imported `logging`, and nothing else need to.
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
