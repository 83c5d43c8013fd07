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
    """True if the seeker has taken at least `count` treasures of a kind."""

    kind: Name
    count: Count = 1


class Holds(Predicate, frozen=True, tag="holds"):
    """True if the seeker has at least `count` of an item."""

    item: Name
    count: Count = 1


class Scored(Predicate, frozen=True, tag="scored"):
    """True if the seeker has at least `points` points."""

    points: Amount


class Rested(Predicate, frozen=True, tag="rested"):
    """True if the seeker has at least `energy` energy."""

    energy: Amount


class Elapsed(Predicate, frozen=True, tag="elapsed"):
    """True once `seconds` have passed since the start of the hunt."""

    seconds: Seconds


type Need = Taken | Holds | Scored | Rested | Elapsed


class Effect(Struct, frozen=True, forbid_unknown_fields=True, tag_field="do"):
    """What may become of who takes a treasure."""


class Points(Effect, frozen=True, tag="points"):
    """Gives the seeker points."""

    amount: Amount


class Item(Effect, frozen=True, tag="item"):
    """Gives the seeker `count` of an item."""

    item: Name
    count: Count = 1


class Refresh(Effect, frozen=True, tag="refresh"):
    """Gives the seeker energy."""

    energy: Amount


class Reveal(Effect, frozen=True, tag="reveal"):
    """Shows the seeker where another treasure is."""

    treasure: Name


type Gift = Points | Item | Refresh | Reveal


class Kind(Struct, frozen=True, forbid_unknown_fields=True):
    """A kind of treasure.

    Attributes:
        gives: the effects on a seeker who takes one.
        needs: predicates that must all hold for a seeker to dig one up.
        rival: only the first seeker to claim one gets it; otherwise every seeker can take it.
        radius: number of steps from which a search finds one.
        cooldown: seconds after taking one in which the seeker can take no other of the kind.
    """

    gives: Annotated[tuple[Gift, ...], Meta(min_length=1, max_length=8)]
    needs: Annotated[tuple[Need, ...], Meta(max_length=8)] = ()
    rival: bool = False
    radius: Cell = 1
    cooldown: Seconds = 0


class Treasure(Struct, frozen=True, forbid_unknown_fields=True):
    """A treasure and where it is buried. If it has `answers`, its riddle must be solved first."""

    id: Name
    kind: Name
    x: Cell
    y: Cell
    title: Text
    riddle: Text = ""
    answers: Annotated[tuple[Text, ...], Meta(max_length=20)] = ()


class Energy(Struct, frozen=True, forbid_unknown_fields=True):
    """A seeker's energy. It grows by one each `regain` seconds up to `most`; actions use it up."""

    most: Annotated[int, Meta(ge=1, le=100_000)] = 100
    start: Amount = 100
    regain: Annotated[int, Meta(ge=1, le=86_400)] = 3
    search: Amount = 4
    dig: Amount = 6
    solve: Amount = 2


class Rules(Struct, frozen=True, forbid_unknown_fields=True):
    """A hunt's rules.

    Attributes:
        land: the map: a string for each row, a letter for each cell.
        terrain: energy for a step onto a cell with this letter; other letters can't be entered.
        x, y: the cell where seekers begin.
        hint: a search tells the distance of the nearest treasure within this many steps.
        tries: wrong answers that a seeker may give to each riddle.
        finish: a seeker for whom all of these hold has finished; empty: nobody has before the end.
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
