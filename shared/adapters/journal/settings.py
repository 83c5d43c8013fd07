"""How a process writes journals."""

from __future__ import annotations

from msgspec import Struct

from shared.adapters.journal.threads import Threads


class Settings(Struct, frozen=True):
    """`at_once` entries are written at once, and begun `gap` seconds apart, if they aren't full.

    So an idle writer writes a commit when it comes. A busy one gathers as many as pay: DynamoDB
    takes a write unit for each KB that is begun, and 200 entries a second on each of eight writers
    are 1,600 units.

    After `silence` seconds without a heartbeat of a writer its slots may be taken over. Without
    `claims` a process only reads. One that `shares` claims its part of all slots by itself, and is
    reached by others at `address`. It has the `streams` in memory that were used last, and others
    on its disk. `threads` are real ones but in drills.
    """

    at_once: int = 4
    gap: float = 0.005
    silence: float = 3.0
    claims: bool = True
    shares: bool = False
    address: str = ""
    streams: int = 4096
    threads: Threads = Threads()
