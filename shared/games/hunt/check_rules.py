"""Checks a document of rules that has the right types: each fault has its path."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from msgspec import Struct
from msgspec.json import encode

from shared.games.hunt.land import cost
from shared.games.hunt.rules import (
    MAX_BYTES,
    MAX_POINTS,
    Gift,
    Holds,
    Item,
    Kind,
    Need,
    Points,
    Reveal,
    Rules,
    Taken,
    Treasure,
)
from shared.kernel.errors import CommandRefused
from shared.kernel.same_text import normalised

type Fault = tuple[str, str]
"""A path such as `$.treasures[3].kind`, and what is wrong there."""


def check_rules(rules: Rules) -> None:
    """Raise CommandRefused `bad_rules` with the path of the first fault."""
    for path, fault in faults(rules):
        raise CommandRefused("bad_rules", path=path, fault=fault)


def check_change(before: Rules, after: Rules) -> None:
    """Raise CommandRefused `bad_rules` if seekers would lose what they may have found."""
    kept = {each.id: (at, each) for at, each in enumerate(after.treasures)}
    for old in before.treasures:
        at, new = kept.get(old.id, (0, None))
        if new != old:
            fault = f"{old.id} is buried already, so it stays as it was"
            raise CommandRefused("bad_rules", path=f"$.treasures[{at}]", fault=fault)
        if before.kinds[old.kind].rival != after.kinds[old.kind].rival:
            fault = "some are buried already: rival ones stay so, and free ones too"
            raise CommandRefused("bad_rules", path=f"$.kinds.{old.kind}.rival", fault=fault)
    if [len(row) for row in before.land] != [len(row) for row in after.land]:
        raise CommandRefused("bad_rules", path="$.land", fault="seekers stand on it: keep its size")


class _Named(Struct, frozen=True):
    """The names that a document defines, to which its other parts refer."""

    kinds: frozenset[str]
    items: frozenset[str]
    treasures: frozenset[str]


def faults(rules: Rules) -> Iterator[Fault]:
    """Yield each fault; a document that is too large is not examined further."""
    if len(encode(rules)) > MAX_BYTES:
        yield "$", f"more than {MAX_BYTES} bytes"
        return
    yield from _land(rules)
    named = _named(rules)
    for name, kind in rules.kinds.items():
        yield from _kind(named, kind, f"$.kinds.{name}")
    for at, treasure in enumerate(rules.treasures):
        yield from _treasure(rules, treasure, f"$.treasures[{at}]")
    for at, need in enumerate(rules.finish):
        yield from _need(named, need, f"$.finish[{at}]")
    yield from _whole(rules)


def _land(rules: Rules) -> Iterator[Fault]:
    for at, row in enumerate(rules.land):
        if len(row) != len(rules.land[0]):
            yield f"$.land[{at}]", "all rows are of one length"
    if cost(rules, rules.x, rules.y) is None:
        yield "$.x", "nobody can stand where seekers begin"
    if rules.energy.start > rules.energy.most:
        yield "$.energy.start", "more than `most`"


def _kind(named: _Named, kind: Kind, path: str) -> Iterator[Fault]:
    for at, need in enumerate(kind.needs):
        yield from _need(named, need, f"{path}.needs[{at}]")
    for at, gift in enumerate(kind.gives):
        yield from _gift(named, gift, f"{path}.gives[{at}]")


def _need(named: _Named, need: Need, path: str) -> Iterator[Fault]:
    match need:
        case Taken() if need.kind not in named.kinds:
            yield f"{path}.kind", "there is no such kind"
        case Holds() if need.item not in named.items:
            yield f"{path}.item", "no treasure gives such an item"
        case _:
            pass


def _gift(named: _Named, gift: Gift, path: str) -> Iterator[Fault]:
    if isinstance(gift, Reveal) and gift.treasure not in named.treasures:
        yield f"{path}.treasure", "there is no such treasure"


def _treasure(rules: Rules, treasure: Treasure, path: str) -> Iterator[Fault]:
    if treasure.kind not in rules.kinds:
        yield f"{path}.kind", "there is no such kind"
    if cost(rules, treasure.x, treasure.y) is None:
        yield f"{path}.x", "nobody can stand there"
    if bool(treasure.riddle) != bool(treasure.answers):
        yield f"{path}.answers", "a riddle has answers, and answers have a riddle"
    for at, answer in enumerate(treasure.answers):
        if not normalised(answer):
            yield f"{path}.answers[{at}]", "an answer has letters"


def _whole(rules: Rules) -> Iterator[Fault]:
    """Yield faults of the treasures as a whole, once each is valid by itself."""
    taken: set[str | tuple[int, int]] = set()
    for at, each in enumerate(rules.treasures):
        own: set[str | tuple[int, int]] = {each.id, (each.x, each.y)}
        if taken & own:
            yield f"$.treasures[{at}]", "another one has this id, or is buried here"
        taken |= own
    if rules.ends_with is not None and rules.ends_with not in _rivals(rules):
        yield "$.ends_with", "there is no such rival treasure"
    if _points(rules) > MAX_POINTS:
        yield "$.treasures", f"more than {MAX_POINTS} points together"


def _named(rules: Rules) -> _Named:
    gifts = (gift for kind in rules.kinds.values() for gift in kind.gives)
    items = frozenset(gift.item for gift in gifts if isinstance(gift, Item))
    return _Named(frozenset(rules.kinds), items, frozenset(each.id for each in rules.treasures))


def _rivals(rules: Rules) -> set[str]:
    return {each.id for each in rules.treasures if rules.kinds[each.kind].rival}


def _points(rules: Rules) -> int:
    buried = Counter(each.kind for each in rules.treasures)
    return sum(
        gift.amount * count
        for kind, count in buried.items()
        for gift in rules.kinds[kind].gives
        if isinstance(gift, Points)
    )
