"""Looks at players whose hour has come: hot to warm, warm to the archive, half-done work."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial
from itertools import batched

from msgspec import Struct
from msgspec.structs import replace

from shared.application.archive.freeze import freeze
from shared.application.archive.ports import Ports
from shared.application.archive.thaw import PlayerAway, thaw
from shared.application.ports import Each, Unavailable
from shared.archive.tiers import Header, look

PAGE = 1000
"""Headers of one statement."""

AT_ONCE = 100
"""Players whose work begins before it is looked at the time again."""

PUT_DOLLARS = 0.000005
"""Of an object (S3 Standard, us-east-1); the database is paid by the hour."""


class Limits(Struct, frozen=True):
    """Until when a run may begin anything, how many it may archive, and what it may cost.

    `rate` is how many a second; 0 is as fast as it goes.
    """

    until: datetime
    most: int = 0
    dollars: float = 0
    rate: float = 0

    def left(self, done: int) -> int:
        """Return how many more may be archived."""
        bounds = [self.most] if self.most else []
        if self.dollars:
            bounds.append(int(self.dollars / PUT_DOLLARS + 1e-9))
        return max(0, min(bounds) - done) if bounds else AT_ONCE


class Work(Struct, frozen=True):
    """How a run works: side by side, at a pace, and knowing who plays."""

    each: Each = map
    pace: Callable[[int, float], object] = lambda _done, _rate: None
    is_playing: Callable[[Header], bool] = lambda _header: False


def look_at_due(ports: Ports, limits: Limits, work: Work | None = None) -> Counter[str]:
    """Look at players until none is due or it is late; count what came of them.

    A header is written before anything is done for its player, with a later hour. So two that run
    at once share the players, and who dies leaves no more than a page to those who come after the
    lease. Raise Unavailable when most meet a store that is away; what is done stays done.
    """
    work = work or Work()
    tally: Counter[str] = Counter()
    while (now := ports.clock()) < limits.until and limits.left(tally["archived"]):
        page = ports.player_store.due(now, PAGE)
        if not page:
            break
        moves = [(header, look(header, now, ports.tier_policy)) for header in page]
        lighter, heavier = _by_weight(moves)
        _advance(ports, lighter, tally)
        for some in batched(heavier, AT_ONCE, strict=False):
            begun = _advance(ports, some[: limits.left(tally["archived"])], tally)
            done = Counter(work.each(partial(_do, ports, work), begun))
            tally += done
            if done["unavailable"] * 2 > len(begun):
                raise Unavailable("most players of a hundred met a store that is away")
            work.pace(tally["archived"], limits.rate)
            if ports.clock() >= limits.until or not limits.left(tally["archived"]):
                return tally
    return tally


type Move = tuple[Header, Header]


def _by_weight(moves: Iterable[Move]) -> tuple[list[Move], list[Move]]:
    """Part the moves that are a row from those for which rows and objects are moved."""
    lighter: list[Move] = []
    heavier: list[Move] = []
    for before, after in moves:
        heavy = after.tier in {"freezing", "restoring"}
        (heavier if heavy else lighter).append((before, after))
    return lighter, heavier


def _advance(ports: Ports, moves: Iterable[Move], tally: Counter[str]) -> list[Header]:
    """Write headers; return those that were written, as they are now."""
    moves = list(moves)
    moved = ports.player_store.advance(moves) if moves else set()
    done = [(before, after) for before, after in moves if before.player in moved]
    tally.update(after.tier if before.tier != after.tier else "again" for before, after in done)
    return [replace(after, version=before.version + 1) for before, after in done]


def _do(ports: Ports, work: Work, header: Header) -> str:
    """Do the work of one player; what fails is that player's alone, and tried after the lease."""
    try:
        if header.tier == "restoring":
            thaw(ports, header)
            return "thawed"
        return freeze(ports, header, is_playing=work.is_playing(header))
    except PlayerAway as away:
        return away.tier
    except Unavailable as outage:  # of one alone it may be the wait for a connection
        ports.on_fault(outage)
        return "unavailable"
    except Exception as fault:  # noqa: BLE001 - the others must have their turn
        ports.on_fault(fault)
        ports.count_archived("PlayersNotArchived", 1)
        return "fault"
