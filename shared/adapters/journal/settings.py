"""The settings with which a process writes journals."""

from __future__ import annotations

from functools import partial
from secrets import token_bytes

from msgspec import Struct, field

from shared.adapters.journal.threads import Threads

KEY_BYTES = 32


class Settings(Struct, frozen=True):
    """At most `at_once` entries are in flight; unless full, they start `gap` seconds apart.

    So an idle writer writes a commit at once. A busy writer gathers commits: DynamoDB takes a write
    unit for each started KB, and 200 entries a second on each of eight writers are 1,600 units.

    After `silence` seconds without a heartbeat, other processes may take over a writer's slots.
    Without `claims` a process only reads. A process that `shares` claims its part of all slots, and
    others reach it at `address`, with its `key`. It keeps the `streams` most recently used streams
    in memory, the others on its disk. `threads` are real ones except in drills.
    """

    at_once: int = 4
    gap: float = 0.005
    silence: float = 3.0
    claims: bool = True
    shares: bool = False
    address: str = ""
    key: bytes = field(default_factory=partial(token_bytes, KEY_BYTES))
    streams: int = 4096
    threads: Threads = Threads()
