"""Processes players that are due: hot to warm, warm to the archive, and unfinished moves."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import partial
from itertools import batched

from msgspec import Struct
from msgspec.structs import replace

from shared.application.archive.freeze import Batch, finish, send
from shared.application.archive.ports import Ports
from shared.application.archive.thaw import PlayerAway, thaw
from shared.application.ports import Each, Unavailable
from shared.archive.tiers import Header, look

PAGE = 1000
"""Maximum headers in one statement."""

BATCH = 25
"""Maximum players archived in one transaction. One who signs in meanwhile waits for it."""

AHEAD = 4
"""Batches whose objects are being stored while the rows of an older batch are deleted."""

SECONDS_BEGUN = 60
"""Seconds of work, at the given rate, begun before pacing: far less than a lease."""

PUT_DOLLARS = 0.000005
"""Price of storing an object (S3 Standard, us-east-1); the database is paid by the hour."""


class Limits(Struct, frozen=True):
    """The bounds of a run: the time until which it begins work, and its most players and dollars.

    `rate` is in players a second; 0 means unlimited.
    """

    until: datetime
    most: int = 0
    dollars: float = 0
    rate: float = 0

    def left(self, done: int) -> int:
        """Return how many more players may be archived."""
        bounds = [self.most] if self.most else []
        if self.dollars:
            bounds.append(int(self.dollars / PUT_DOLLARS + 1e-9))
        return max(0, min(bounds) - done) if bounds else PAGE

    @property
    def page(self) -> int:
        """Return how many headers may be processed before the time is checked again."""
        return min(PAGE, int(self.rate * SECONDS_BEGUN) + 1) if self.rate else PAGE


class Work(Struct, frozen=True):
    """The means of a run: a parallel map, a pace, and the check of who is playing."""

    each: Each = map
    pace: Callable[[int, float], object] = lambda _done, _rate: None
    is_playing: Callable[[Header], bool] = lambda _header: False


def look_at_due(ports: Ports, limits: Limits, work: Work | None = None) -> Counter[str]:
    """Process players until none is due or time is up; return the counts of results.

    A header is written, with a later due hour, before anything is done for its player. So
    concurrent runs share the players, and a process that dies leaves at most a page to be done
    after the lease. Raise Unavailable if most players meet a store that is down; what is done stays
    done.
    """
    work = work or Work()
    tally: Counter[str] = Counter()
    while (now := ports.clock()) < limits.until and limits.left(tally["archived"]):
        page = ports.player_store.due(now, limits.page)
        if not page:
            break
        moves = [(header, look(header, now, ports.tier_policy)) for header in page]
        _advance(ports, [each for each in moves if each[1].tier not in HEAVY], tally)
        heavier = [each for each in moves if each[1].tier in HEAVY]
        begun = _advance(ports, heavier[: limits.left(tally["archived"])], tally)
        for done in _in_turn(ports, work, begun):
            tally += done
            if done["unavailable"] * 2 > done.total():
                raise Unavailable("most players of a batch met a store that is away")
            work.pace(tally["archived"], limits.rate)
    return tally


type Move = tuple[Header, Header]

HEAVY = {"freezing", "restoring"}
"""Moves that also move rows and objects."""


def _in_turn(ports: Ports, work: Work, begun: Sequence[Header]) -> Iterator[Counter[str]]:
    """Thaw players, and freeze them in batches; yield the counts of results of each batch.

    Objects of later batches are stored while rows of an earlier one are deleted, one batch at a
    time: a player who signs in waits for one transaction, not for one per processor.
    """
    thaws = [each for each in begun if each.tier == "restoring"]
    if thaws:
        yield Counter(work.each(partial(_thaw, ports), thaws))
    sent: deque[Batch] = deque()
    for some in batched((each for each in begun if each.tier == "freezing"), BATCH, strict=False):
        sent.append(send(ports, some, work.is_playing, work.each))
        if len(sent) > AHEAD:
            yield _finished(ports, sent.popleft())
    while sent:
        yield _finished(ports, sent.popleft())


def _advance(ports: Ports, moves: Sequence[Move], tally: Counter[str]) -> list[Header]:
    """Write headers; return the written ones in their new form."""
    moved = ports.player_store.advance(moves) if moves else set()
    done = [(before, after) for before, after in moves if before.player in moved]
    tally.update(after.tier if before.tier != after.tier else "again" for before, after in done)
    return [replace(after, version=before.version + 1) for before, after in done]


def _thaw(ports: Ports, header: Header) -> str:
    try:
        thaw(ports, header)
    except PlayerAway as away:
        return away.tier
    except Exception as fault:  # noqa: BLE001 - the others must have their turn
        return _told(ports, fault)
    return "thawed"


def _finished(ports: Ports, batch: Batch) -> Counter[str]:
    return Counter(
        _told(ports, each) if isinstance(each, Exception) else each
        for each in finish(ports, batch).values()
    )


def _told(ports: Ports, fault: Exception) -> str:
    """Report a failure and return its name for the counts; it is retried after the lease."""
    ports.on_fault(fault)
    if isinstance(fault, Unavailable):  # a single one may be a wait for a connection
        return "unavailable"
    ports.count_archived("PlayersNotArchived", 1)
    return "fault"
