"""How often a process that serves many looks for cycles."""

from __future__ import annotations

import gc

EVERY = (50_000, 20, 100)
"""Objects between two collections, and generations: hardly anything here is a cycle."""


def collect_rarely() -> None:
    """Leave alone what is there by now, and look seldom at what comes."""
    gc.freeze()
    gc.set_threshold(*EVERY)
