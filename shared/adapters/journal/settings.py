"""How a process writes journals."""

from __future__ import annotations

from msgspec import Struct


class Settings(Struct, frozen=True):
    """`at_once` entries are written at once; one waits `linger` seconds for more commits.

    After `silence` seconds without a heartbeat of a writer its slots may be taken over. Without
    `claims` a process only reads. One that `shares` claims its part of all slots by itself, and is
    reached by others at `address`.
    """

    at_once: int = 2
    linger: float = 0.005
    silence: float = 3.0
    claims: bool = True
    shares: bool = False
    address: str = ""
