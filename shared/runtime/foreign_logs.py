"""Turns logs of libraries and uncaught exceptions into lines like all others."""

from __future__ import annotations

import logging
import sys
import threading
from typing import override

from shared.runtime.envelope import Level
from shared.runtime.observability import log, log_fault

_LEVELS: dict[int, Level] = {logging.WARNING: "WARNING"}


class Lines(logging.Handler):
    """Writes a library's message without the values that it inserts."""

    @override
    def emit(self, record: logging.LogRecord) -> None:
        log(f"{record.name}: {record.msg}", _LEVELS.get(record.levelno, "ERROR"))
        if record.exc_info and record.exc_info[1] is not None:
            log_fault(record.exc_info[1])


def take_foreign_logs() -> None:
    """Install the handlers for libraries' warnings and errors, and for uncaught exceptions."""
    logging.root.handlers[:] = [Lines(logging.WARNING)]
    sys.excepthook = lambda _kind, fault, _traceback: log_fault(fault)
    threading.excepthook = _log_of_thread


def _log_of_thread(ended: threading.ExceptHookArgs) -> None:
    if ended.exc_value is not None:
        log_fault(ended.exc_value)
