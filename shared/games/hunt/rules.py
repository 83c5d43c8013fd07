"""The rules of a hunt as a document: an operator sends it, and `decide` interprets it.

Predicates and effects are closed sets. A document with anything else in it is refused with the path
of the fault, by its types here and by `check_rules.py`.
"""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

MAX_SIDE = 128
"""Longest side of a map, in cells."""

MAX_TREASURES = 1000
MAX_BYTES = 128 * 1024
"""Maximum size of a document, which is stored in one commit: an item of the log holds 400 KB."""

MAX_POINTS = 1_000_000
"""Maximum points of all treasures together; a board takes up to 2,097,151."""

type Name = Annotated[str, Meta(pattern=r"^[a-z0-9_-]{1,32}$(?!\n)")]
type Count = Annotated[int, Meta(ge=1, le=1000)]
type Amount = Annotated[int, Meta(ge=0, le=100_000)]
type Seconds = Annotated[int, Meta(ge=0, le=86_400)]
type Cell = Annotated[int, Meta(ge=0, lt=MAX_SIDE)]
type Text = Annotated[str, Meta(max_length=400)]


class Predicate(Struct, frozen=True, forbid_unknown_fields=True, tag_field="is"):
    """What may be asked of a seeker."""


class Taken(Predicate, frozen=True, tag="taken"):
    """Has taken so many treasures of a kind."""

    kind: Name
    count: Count = 1


class Holds(Predicate, frozen=True, tag="holds"):
    """Has so many of an item."""

    item: Name
    count: Count = 1


class Scored(Predicate, frozen=True, tag="scored"):
    """Has at least so many points."""

    points: Amount


class Rested(Predicate, frozen=True, tag="rested"):
    """Has at least so much energy."""

    energy: Amount


class Elapsed(Predicate, frozen=True, tag="elapsed"):
    """So long after the start of the hunt."""

    seconds: Seconds


type Need = Taken | Holds | Scored | Rested | Elapsed


class Effect(Struct, frozen=True, forbid_unknown_fields=True, tag_field="do"):
    """What may become of who takes a treasure."""


class Points(Effect, frozen=True, tag="points"):
    """Earn points."""

    amount: Amount


class Item(Effect, frozen=True, tag="item"):
    """Get an item."""

    item: Name
    count: Count = 1


class Refresh(Effect, frozen=True, tag="refresh"):
    """Regain energy."""

    energy: Amount


class Reveal(Effect, frozen=True, tag="reveal"):
    """See where another treasure is."""

    treasure: Name


type Gift = Points | Item | Refresh | Reveal


class Kind(Struct, frozen=True, forbid_unknown_fields=True):
    """A kind of treasure.

    Attributes:
        gives: what becomes of who takes one.
        needs: all of this must hold before one can be dug up.
        rival: the first to claim one has it, and nobody else; any other is there for everybody.
        radius: from how many steps away a search finds one.
        cooldown: for so long, who took one takes no other of the kind.
    """

    gives: Annotated[tuple[Gift, ...], Meta(min_length=1, max_length=8)]
    needs: Annotated[tuple[Need, ...], Meta(max_length=8)] = ()
    rival: bool = False
    radius: Cell = 1
    cooldown: Seconds = 0


class Treasure(Struct, frozen=True, forbid_unknown_fields=True):
    """A treasure and where it is buried; one with answers is locked by a riddle."""

    id: Name
    kind: Name
    x: Cell
    y: Cell
    title: Text
    riddle: Text = ""
    answers: Annotated[tuple[Text, ...], Meta(max_length=20)] = ()


class Energy(Struct, frozen=True, forbid_unknown_fields=True):
    """What a seeker's energy is and does: one more each `regain` seconds, up to `most`."""

    most: Annotated[int, Meta(ge=1, le=100_000)] = 100
    start: Amount = 100
    regain: Annotated[int, Meta(ge=1, le=86_400)] = 3
    search: Amount = 4
    dig: Amount = 6
    solve: Amount = 2


class Rules(Struct, frozen=True, forbid_unknown_fields=True):
    """A hunt's rules.

    Attributes:
        land: the map, a text a row, a letter a cell.
        terrain: what a step onto a cell with this letter costs; others can't be walked on.
        x, y: where seekers begin.
        hint: a search tells how far the nearest treasure is that is at most so many steps away.
        tries: wrong answers to a riddle that a seeker has.
        finish: a seeker for whom all this holds is through; without any, nobody is before the end.
        ends_with: the rival treasure whose claim ends the hunt.
    """

    land: Annotated[
        tuple[Annotated[str, Meta(min_length=1, max_length=MAX_SIDE)], ...],
        Meta(min_length=1, max_length=MAX_SIDE),
    ]
    terrain: dict[Annotated[str, Meta(min_length=1, max_length=1)], Amount]
    kinds: dict[Name, Kind]
    treasures: Annotated[tuple[Treasure, ...], Meta(min_length=1, max_length=MAX_TREASURES)]
    x: Cell = 0
    y: Cell = 0
    energy: Energy = Energy()
    hint: Cell = 0
    tries: Annotated[int, Meta(ge=1, le=100)] = 3
    finish: Annotated[tuple[Need, ...], Meta(max_length=8)] = ()
    ends_with: Name | None = None
