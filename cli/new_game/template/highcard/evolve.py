"""What each fact makes of the table."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, assert_never

from msgspec.structs import replace

from rumpus import Fact

from .facts import CardChosen, HandsDealt, PlayerSat, RoundPlayed, TableFact
from .state import Table


def evolve(table: Table | None, fact: TableFact) -> Table:
    """Return the table after the fact."""
    table = table or Table()
    match fact:
        case PlayerSat():
            return replace(table, players=(*table.players, fact.username))
        case HandsDealt():
            return replace(table, hands=fact.hands, round=1, deadline=fact.deadline)
        case CardChosen():
            return replace(table, chosen=table.chosen | {fact.username: fact.card})
        case RoundPlayed():
            hands = {who: _without(hand, fact.cards[who]) for who, hand in table.hands.items()}
            return replace(
                table,
                hands=hands,
                chosen={},
                points=fact.points,
                round=table.round + 1,
                deadline=fact.deadline,
            )
        case _:
            assert_never(fact)


def outcome(facts: Iterable[Fact]) -> dict[str, Any]:
    """Tell the sender what its command did."""
    for fact in facts:
        if isinstance(fact, CardChosen):
            return {"card": fact.card}
    return {}


def _without(hand: tuple[int, ...], card: int) -> tuple[int, ...]:
    return tuple(each for each in hand if each != card)
