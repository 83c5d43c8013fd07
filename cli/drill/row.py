"""A row of the table of drills."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from cli.drill.world import World


@dataclass(frozen=True)
class Drill:
    """`injects` is what happens, `plays` the failure of others that it plays.

    `protects` is what must be taken out to see it; `bound` are the seconds within which every
    command is answered.
    """

    name: str
    injects: str
    plays: str
    protects: str
    bound: float
    inject: Callable[[World], object]
