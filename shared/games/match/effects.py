"""Effects of a match: asks for players' worn items, and for a substitute after an early leave."""

from __future__ import annotations

from collections.abc import Iterator

from shared.games.match.commands import FillPlace, TakeGear
from shared.games.match.facts import MatchOpened, PlaceVacated
from shared.kernel.effects import AskWorn, Effect, Seek
from shared.kernel.facts import Fact
from shared.kernel.names import parse_stream


def effects(fact: Fact, stream: str) -> Iterator[Effect]:
    """Yield the effects of a fact; the facts of an action have none."""
    room = parse_stream(stream).room
    match fact:
        case MatchOpened(gear=True):
            yield AskWorn(fact.plan.asked, lambda now, worn: TakeGear(now, room, worn))
        case PlaceVacated(instead_of=gone):
            yield Seek(
                fact.queue,
                fact.region,
                gone,
                fact.mates,
                fact.rivals,
                fact.until,
                lambda now, who: FillPlace(now, room, who, gone),
            )
        case _:
            pass
