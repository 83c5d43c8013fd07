"""What a match asks of the host: what its players wear, and one in place of who left early."""

from __future__ import annotations

from collections.abc import Iterator

from shared.games.match.commands import FillPlace, TakeGear
from shared.games.match.facts import MatchOpened, PlaceVacated
from shared.kernel.effects import AskWorn, Effect, Seek
from shared.kernel.facts import Fact
from shared.kernel.names import parse_stream


def effects(fact: Fact, stream: str) -> Iterator[Effect]:
    """Nothing is asked on the way of an action."""
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
