"""Lets the thread of a duty go on after a fault, which is told as one that ends a thread is."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from shared.application.ports import Unavailable

FAULT_SECONDS = 1.0
"""After which what failed is tried again."""


@contextmanager
def enduring(over: threading.Event) -> Iterator[None]:
    """Pass over an outage; tell of any other fault, and wait before the next try."""
    try:
        yield
    except Unavailable:
        return
    except Exception:  # noqa: BLE001 - a duty that ends would be missed by nobody
        threading.excepthook(
            threading.ExceptHookArgs((*sys.exc_info(), threading.current_thread()))
        )
        over.wait(FAULT_SECONDS)
