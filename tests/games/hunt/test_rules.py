"""Rules are a document: what is wrong with one is said with its path, and its version is kept."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from msgspec.json import encode
from msgspec.structs import replace

from shared.games.hunt import HUNT
from shared.games.hunt import commands as c
from shared.games.hunt import facts as f
from shared.games.hunt import rules as r
from shared.games.hunt.check_rules import faults
from shared.games.hunt.energy import Energy
from shared.wire.commands import CommandFrames
from shared.wire.read_frame import BadFrame, FrameReader
from tests.games.hunt.hunting import (
    CHEST,
    CROWN,
    EARLIER,
    KINDS,
    NOON,
    NOW,
    ONE,
    PENNY,
    RULES,
    TICK,
    clue,
    hunt,
    joined,
    planned,
)

if TYPE_CHECKING:
    from _collections_abc import dict_values

FRAMES = CommandFrames((HUNT,), lambda: 0)
READER = FrameReader(*FRAMES.kinds, most=2**20)
HEAD = {"type": "hunt.plan", "id": "1", "room": "h1", "title": "Island"}
TIMES = {"starts_at": NOON.isoformat(), "ends_at": ONE.isoformat()}


def read(rules: dict[str, Any]) -> str:
    """Return what is wrong with the types of a document."""
    with pytest.raises(BadFrame) as raised:
        READER.read(json.dumps(HEAD | TIMES | {"rules": rules}))
    return raised.value.message


def spoilt(path: tuple[str | int, ...], value: Any) -> dict[str, Any]:
    document = json.loads(encode(RULES))
    at: Any = document
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = value
    found: dict[str, Any] = document
    return found


TYPES: list[tuple[tuple[str | int, ...], Any, str]] = [
    (("kinds", "crown", "needs", 0, "is"), "flies", "$.rules.kinds[...].needs[0].is"),
    (("kinds", "coin", "gives", 0, "do"), "exec", "$.rules.kinds[...].gives[0].do"),
    (("kinds", "coin", "gives", 0, "amount"), -1, "$.rules.kinds[...].gives[0].amount"),
    (("treasures", 1, "x"), 10**9, "$.rules.treasures[1].x"),
    (("treasures", 1, "id"), "a/b", "$.rules.treasures[1].id"),
    (("land",), [], "$.rules.land"),
    (("energy", "regain"), 0, "$.rules.energy.regain"),
    (("script",), "print(1)", "unknown field `script` - at `$.rules`"),
]


@pytest.mark.parametrize(("path", "value", "fault"), TYPES)
def test_a_document_of_wrong_types_is_refused_where_it_is_read(
    path: tuple[str | int, ...], value: Any, fault: str
) -> None:
    assert fault in read(spoilt(path, value))


def kinds(**changes: r.Kind) -> dict[str, Any]:
    return {"kinds": KINDS | changes}


COIN = KINDS["coin"]
SENSES: list[tuple[dict[str, Any], str]] = [
    ({"land": ("..^", "~.")}, "$.land[1]"),
    ({"x": 0, "y": 1}, "$.x"),
    ({"energy": r.Energy(most=5, start=6)}, "$.energy.start"),
    (kinds(coin=replace(COIN, needs=(r.Taken("pearl"),))), "$.kinds.coin.needs[0].kind"),
    (kinds(coin=replace(COIN, needs=(r.Holds("axe"),))), "$.kinds.coin.needs[0].item"),
    (kinds(coin=r.Kind((r.Points(1), r.Reveal("pearl")))), "$.kinds.coin.gives[1].treasure"),
    ({"treasures": (PENNY, CHEST, replace(CROWN, kind="hat"))}, "$.treasures[2].kind"),
    ({"treasures": (PENNY, CHEST, replace(CROWN, x=0, y=1))}, "$.treasures[2].x"),
    ({"treasures": (PENNY, CHEST, CROWN, replace(PENNY, id="p2"))}, "$.treasures[3]"),
    ({"treasures": (PENNY, CHEST, CROWN, replace(PENNY, x=0))}, "$.treasures[3]"),
    ({"treasures": (PENNY, replace(CHEST, riddle=""), CROWN)}, "$.treasures[1].answers"),
    ({"treasures": (PENNY, replace(CHEST, answers=(" ",)), CROWN)}, "$.treasures[1].answers[0]"),
    ({"finish": (r.Taken("pearl"),)}, "$.finish[0].kind"),
    ({"ends_with": "penny"}, "$.ends_with"),
]


@pytest.mark.parametrize(("changes", "path"), SENSES)
def test_a_document_that_makes_no_sense_is_refused_with_its_path(
    changes: dict[str, Any], path: str
) -> None:
    plan = c.PlanHunt(NOW, "h1", "Island", NOON, ONE, replace(RULES, **changes))
    refused = hunt.given().when(plan).refused
    assert refused
    assert refused.reason == "bad_rules"
    assert str(refused.details["path"]).startswith(path)


def test_a_document_may_be_too_much_as_a_whole() -> None:
    rich = r.Kind((r.Points(100_000),) * 8)
    many = tuple(r.Treasure(f"t{x}", "coin", x, 0, "T" * 400) for x in range(120))
    rules = replace(RULES, land=("." * 128,), kinds={"coin": rich}, treasures=many, finish=())
    plan = c.PlanHunt(NOW, "h1", "Island", NOON, ONE, replace(rules, ends_with=None))
    fault = "more than 1000000 points together"
    hunt.given().when(plan).then_refused("bad_rules", path="$.treasures", fault=fault)
    wordy = tuple(replace(each, riddle="R" * 400, answers=("a" * 400,)) for each in many)
    poor = replace(rules, kinds={"coin": COIN}, treasures=wordy, ends_with=None)
    plan = c.PlanHunt(NOW, "h1", "Island", NOON, ONE, poor)
    hunt.given().when(plan).then_refused("bad_rules", path="$", fault="more than 131072 bytes")


def test_a_document_that_is_too_large_is_not_looked_into() -> None:
    wordy = tuple(r.Treasure(f"t{x}", "none", 0, x, "T" * 400, "R" * 400) for x in range(180))
    rules = replace(RULES, treasures=wordy, finish=(), ends_with=None, kinds=Counted(KINDS))
    assert list(faults(rules)) == [("$", "more than 131072 bytes")]


def test_what_a_document_names_is_gathered_once_however_often_it_is_referred_to() -> None:
    needs = (r.Holds("key"),) * 8
    read = []
    for many in (1, 40):
        kinds = Counted(KINDS | {f"k{at}": r.Kind(COIN.gives, needs) for at in range(many)})
        assert not list(faults(replace(RULES, kinds=kinds)))
        read.append(kinds.read)
    assert read[0] == read[1]


CROWNS = {"crown": replace(KINDS["crown"], needs=())}


class Counted(dict[str, r.Kind]):
    """Kinds that count how often all of them are read."""

    read = 0

    def values(self) -> dict_values[str, r.Kind]:
        self.read += 1
        return super().values()


class TestPlan:
    PLAN = c.PlanHunt(NOW, "h1", "Island", NOON, ONE, RULES)

    def test_makes_a_hunt_once(self) -> None:
        after = hunt.given().when(self.PLAN)
        after.then(hunt=planned(at=NOW))
        hunt.given(hunt=[planned()]).when(self.PLAN).then_refused("hunt_exists")

    def test_is_refused_when_it_is_over_before_it_begins(self) -> None:
        late = c.PlanHunt(ONE, "h1", "Island", NOON, ONE, RULES)
        hunt.given().when(late).then_refused("ends_too_early")


class TestChangeRules:
    MORE = replace(RULES, treasures=(*RULES.treasures, r.Treasure("dime", "coin", 1, 1, "Dime")))

    def test_counts_versions_and_each_fact_says_by_which_it_was_decided(self) -> None:
        given = hunt.given(hunt=[planned()])
        change = c.ChangeRules(NOW, "h1", self.MORE)
        given.when(change).then(hunt=f.RulesChanged(NOW, self.MORE, 2))
        changed = hunt.given(hunt=[planned(), f.RulesChanged(NOW, self.MORE, 2)], ann=[joined()])
        (moved,) = changed.when(c.Move(NOW, "h1", "ann", 1, 0)).decision["hunt/h1/player/ann"]
        assert isinstance(moved, f.SeekerMoved)
        assert moved.rules == 2

    def test_leaves_what_is_buried_once_the_hunt_runs(self) -> None:
        given = hunt.given(hunt=[planned()])
        moved = replace(RULES, treasures=(replace(PENNY, x=0), CHEST, CROWN))
        free = replace(RULES, kinds=KINDS | {"crown": r.Kind((r.Points(1),))}, ends_with=None)
        grown = replace(RULES, land=("...^", "~..."))
        for rules, path in (
            (moved, "$.treasures[0]"),
            (free, "$.kinds.crown.rival"),
            (grown, "$.land"),
        ):
            refused = given.when(c.ChangeRules(NOW, "h1", rules)).refused
            assert refused
            assert refused.details["path"] == path
            assert given.when(c.ChangeRules(EARLIER, "h1", rules)).decision

    def test_places_whoever_joined_before_and_has_done_nothing_yet(self) -> None:
        wide = replace(RULES, land=("~~~^", "~..^"), x=1, y=1, treasures=(CROWN,), kinds=CROWNS)
        wide = replace(wide, energy=replace(RULES.energy, start=9), finish=())
        early = replace(joined(), at=NOON - TICK, energy=Energy(20, NOON - TICK))
        plan = [planned(), f.RulesChanged(EARLIER, wide, 2)]
        given = hunt.given(hunt=plan, ann=[early])
        anew = f.SeekerJoined(NOW, 2, "h1", "ann", "player-ann", 1, 1, Energy(9, NOON - TICK))
        east = f.SeekerMoved(NOW, 2, 2, 1, Energy(49, NOW))
        given.when(c.Move(NOW, "h1", "ann", 2, 1)).then(ann=[anew, east]).answers(
            x=2, y=1, energy=49
        )
        given.when(c.Move(NOW, "h1", "ann", 0, 1)).then_refused("no_way")
        given.when(c.Move(NOW, "h1", "ann", 1, 0)).then_refused("no_way")

    def test_leaves_whoever_has_acted_where_it_is(self) -> None:
        moved = replace(RULES, x=2)
        acted = [joined(), f.CellSearched(NOW, 1, Energy(16, NOW), (clue(PENNY),))]
        given = hunt.given(hunt=[planned(), f.RulesChanged(NOW, moved, 2)], ann=acted)
        given.when(c.Move(NOW, "h1", "ann", 1, 0)).then(
            ann=f.SeekerMoved(NOW, 2, 1, 0, Energy(15, NOW))
        )

    def test_is_refused_after_the_end(self) -> None:
        late = c.ChangeRules(ONE, "h1", self.MORE)
        hunt.given(hunt=[planned()]).when(late).then_refused("hunt_ended")


class TestClock:
    def test_announces_the_start_and_the_end_once(self) -> None:
        given = hunt.given(hunt=[planned()])
        given.when(c.StartHunt(NOON, "h1")).then(hunt=f.HuntStarted(NOON))
        given.when(c.EndHunt(ONE, "h1")).then(hunt=f.HuntEnded(ONE, early=False, ends_at=ONE))
        over = [planned(), f.HuntEnded(ONE, early=False, ends_at=ONE)]
        for command in (c.StartHunt(ONE, "h1"), c.EndHunt(ONE, "h1"), c.EndEarly(ONE, "h1")):
            hunt.given(hunt=over).when(command).then()
        given.when(c.StartHunt(NOON - TICK, "h1")).then_refused(
            "hunt_not_started", starts_at=NOON.isoformat()
        )
        given.when(c.EndHunt(NOON, "h1")).then_refused("hunt_running", ends_at=ONE.isoformat())
