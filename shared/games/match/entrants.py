"""Who has a part in a match that is not over."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from shared.games.match.facts import PlaceFilled, PlayerJoined
from shared.games.match.state import Fighting, Gathering
from shared.kernel.facts import Fact


def entrants(state: Any) -> Iterable[str]:
    """Return the players who have come; a fallen one is still paid when the match ends."""
    match state:
        case Gathering():
            return state.players
        case Fighting():
            return state.fighters
        case _:
            return ()


def enters(fact: Fact) -> Iterable[str]:
    return (fact.username,) if isinstance(fact, PlayerJoined | PlaceFilled) else ()
