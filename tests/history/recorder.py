"""Writes a history down while it happens."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

from tests.history.record import Record


class Recorder:
    """Records in the order in which they are written; threads may write."""

    def __init__(self) -> None:
        self.records: list[Record] = []
        self._began = time.monotonic()
        self._lock = threading.Lock()

    def write(self, kind: Callable[..., Record], *fields: Any) -> None:
        """Write a record of this kind, which happens now."""
        with self._lock:
            self.records.append(kind(time.monotonic() - self._began, *fields))
