"""Who sees what: a hand is its player's alone, and a choice until both have chosen."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, assert_never

from msgspec import Struct

from rumpus import Audience, Event, Viewer

from .facts import CardChosen, HandsDealt, PlayerSat, RoundPlayed, TableFact
from .state import Table


class Seated(Event, frozen=True):
    name: ClassVar[str] = "player.seated"
    username: str


class Dealt(Event, frozen=True):
    """`hand` is the viewer's own."""

    name: ClassVar[str] = "hands.dealt"
    hand: tuple[int, ...]
    deadline: datetime


class Chosen(Event, frozen=True):
    """`card` is None for all but the one who chose it."""

    name: ClassVar[str] = "card.chosen"
    username: str
    card: int | None


class Played(Event, frozen=True):
    name: ClassVar[str] = "round.played"
    cards: dict[str, int]
    winner: str | None
    points: dict[str, int]
    deadline: datetime | None


EVENTS: tuple[type[Event], ...] = (Seated, Dealt, Chosen, Played)


class TableView(Struct, frozen=True):
    """A table as one viewer sees it: `hand` and `card` are the viewer's own."""

    players: tuple[str, ...]
    points: dict[str, int]
    round: int
    deadline: datetime | None
    chosen: tuple[str, ...]
    hand: tuple[int, ...]
    card: int | None


def audience(table: Table) -> Audience:
    """Each player has a view of its own, and anybody may watch."""
    return Audience(table.players, public=True)


def message(fact: TableFact, viewer: Viewer) -> Event:
    """Return what the viewer sees of a fact."""
    match fact:
        case PlayerSat():
            return Seated(timestamp=fact.at, username=fact.username)
        case HandsDealt():
            hand = fact.hands.get(viewer.username, ())
            return Dealt(timestamp=fact.at, hand=hand, deadline=fact.deadline)
        case CardChosen():
            card = fact.card if viewer.username == fact.username else None
            return Chosen(timestamp=fact.at, username=fact.username, card=card)
        case RoundPlayed():
            return Played(
                timestamp=fact.at,
                cards=fact.cards,
                winner=fact.winner,
                points=fact.points,
                deadline=fact.deadline,
            )
        case _:
            assert_never(fact)


def snapshot(table: Table, viewer: Viewer, _now: datetime) -> TableView:
    """Return what the viewer sees of the table."""
    me = viewer.username
    return TableView(
        table.players,
        table.points,
        table.round,
        table.deadline,
        tuple(sorted(table.chosen)),
        table.hands.get(me, ()),
        table.chosen.get(me),
    )
