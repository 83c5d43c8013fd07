"""A row of the tables of drills."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Drill[World]:
    """`injects` is what happens, `plays` the failure of others that it plays.

    `protects` is what must be taken out to see it; `bound` are the seconds within which every
    command is answered. `inject` changes the world before it is played.
    """

    name: str
    injects: str
    plays: str
    protects: str
    bound: float
    inject: Callable[[World], object]
