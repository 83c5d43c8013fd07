"""What an owner keeps in memory of each seeker of a wide hunt, by how many commits it has."""

from __future__ import annotations

import gc
import tracemalloc
from datetime import UTC, datetime, timedelta
from secrets import token_hex

from bench.rows import Row
from shared.adapters.journal.heads import Heads
from shared.games.hunt import HUNT
from shared.games.hunt import facts as f
from shared.games.hunt.energy import Energy
from shared.games.hunt.streams import seeker_stream
from shared.kernel.facts import Commit
from shared.runtime.clock import new_id
from shared.wire.packed import PackedCodec, keep

NAME = "An owner's memory of a wide hunt (real commits, nobody's state is folded)"
SEEKERS = 10_000
COMMITS = (1, 4, 16)
ROOM = "wide-h"
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def run() -> list[Row]:
    return [(f"a seeker with commits: {many}", _bytes(many), "B") for many in COMMITS]


def _bytes(commits: int) -> float:
    codec = PackedCodec([HUNT])
    heads = Heads(codec.states)
    gc.collect()
    tracemalloc.start()
    for line in range(SEEKERS):
        _settle(heads, codec, f"player-{line:07}", commits, line)
    gc.collect()
    used, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return round(used / SEEKERS)


def _settle(heads: Heads, codec: PackedCodec, name: str, commits: int, line: int) -> None:
    """Let a seeker join and walk; an owner keeps the newest sixteen commits of each stream."""
    for number in range(commits):
        at = NOON + timedelta(seconds=number)
        energy = Energy(100 - number, at)
        fact = (
            f.SeekerMoved(at, 1, number % 2, 0, energy)
            if number
            else f.SeekerJoined(at, 1, ROOM, name, new_id(), 0, 0, energy)
        )
        told = dict(HUNT.outcome((fact,)))
        sent = (at, name, new_id(), token_hex(8), told)
        (prepared,) = codec.prepare(Commit(seeker_stream(ROOM, name), number + 1, (fact,), *sent))
        heads.settle(prepared.commit, keep(prepared), line)
