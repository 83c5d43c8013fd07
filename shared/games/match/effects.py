"""What a match asks of the host: what its players wear, when it is opened."""

from __future__ import annotations

from collections.abc import Iterator

from shared.games.match.commands import TakeGear
from shared.games.match.facts import MatchOpened
from shared.kernel.effects import AskWorn
from shared.kernel.facts import Fact
from shared.kernel.names import parse_stream


def effects(fact: Fact, stream: str) -> Iterator[AskWorn]:
    """Ask once, where gear counts; nothing is asked on the way of an action."""
    if isinstance(fact, MatchOpened) and fact.gear:
        room = parse_stream(stream).room
        yield AskWorn(fact.plan.asked, lambda now, worn: TakeGear(now, room, worn))
