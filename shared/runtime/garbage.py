"""Makes the garbage collector of a server look for cycles less often."""

from __future__ import annotations

import gc

EVERY = (50_000, 20, 100)
"""Thresholds of the generations: few objects here are in cycles."""


def collect_rarely() -> None:
    """Exempt present objects from collection, and collect later ones rarely."""
    gc.freeze()
    gc.set_threshold(*EVERY)
