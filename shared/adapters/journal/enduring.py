"""Keeps a duty's thread running after an exception, and reports it by the thread's excepthook."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from shared.application.ports import Unavailable

FAULT_SECONDS = 1.0
"""Seconds to wait after an exception before the duty is tried again."""


@contextmanager
def enduring(over: threading.Event) -> Iterator[None]:
    """Ignore an outage; report any other exception, and wait before the next try."""
    try:
        yield
    except Unavailable:
        return
    except Exception:  # noqa: BLE001 - nobody would notice that a duty has ended
        threading.excepthook(
            threading.ExceptHookArgs((*sys.exc_info(), threading.current_thread()))
        )
        over.wait(FAULT_SECONDS)
