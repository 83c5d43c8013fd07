"""In a wide hunt a claim writes the treasure's stream alone, and what follows is done once."""

from __future__ import annotations

from msgspec.structs import replace

from rumpus.testing import Scenario
from shared.games.hunt import HUNT
from shared.games.hunt import commands as c
from shared.games.hunt import facts as f
from shared.games.hunt import rules as r
from shared.games.hunt.lifecycle import due
from shared.games.hunt.streams import hunt_stream, seeker_stream, treasure_stream
from shared.games.hunt.undo import undo
from shared.kernel.effects import Do
from shared.kernel.facts import Command, Commit, Fact
from shared.kernel.rules import KNOWN_WITHIN
from tests.games.hunt.hunting import (
    AT_THE_CROWN,
    CROWN,
    KINDS,
    NOON,
    NOW,
    ONE,
    RULES,
    TICK,
    dug,
    planned,
    took,
)

ROOM = "wide-h"
PLAN = [replace(planned(), hunt=ROOM)]
ANN = (replace(AT_THE_CROWN[0], hunt=ROOM), *AT_THE_CROWN[1:])
WON = f.TreasureClaimed(NOW, 1, ROOM, "crown", "The crown", "crown", "ann")
BOBS = replace(WON, holder="bob")
FIND = f.Find(6, 5, 100, {})
REOPENED = f.ClaimReversed(NOW, "ann", "a bug", FIND)
TAKEN = took(CROWN, 100, 101, finds=2, steps=1, claim=0)
THROUGH = f.SeekerThrough(NOW, 1, 101)
CLAIM = c.ClaimTreasure(NOW, ROOM, "ann", "crown")
AWARD = c.Award(NOW, ROOM, "ann", "crown")
TELL = c.TellChange(NOW, ROOM, "crown")
REVERSE = c.ReverseFind(NOW, ROOM, "ann", 6, "crown", 5, 100, {}, True, "a bug")


def _stream_of(name: str) -> str:
    if name == "hunt":
        return hunt_stream(ROOM)
    return treasure_stream(ROOM, name) if name == "crown" else seeker_stream(ROOM, name)


hunt = Scenario(HUNT, _stream_of)


def asked_by(fact: Fact) -> list[Command]:
    """Return the commands that a fact on the crown's stream asks for."""
    assert HUNT.effects is not None
    effects = HUNT.effects(fact, treasure_stream(ROOM, "crown"))
    return [each.command(NOW) for each in effects if isinstance(each, Do)]


class TestClaim:
    def test_is_the_first_ones_on_the_stream_of_the_treasure(self) -> None:
        after = hunt.given(hunt=PLAN, ann=ANN).when(CLAIM)
        after.then(crown=WON).answers(treasure="crown")
        assert asked_by(WON) == [AWARD, TELL]

    def test_of_all_others_is_refused_with_the_holder(self) -> None:
        given = hunt.given(hunt=PLAN, ann=ANN, crown=[BOBS])
        given.when(CLAIM).then_refused("already_claimed", holder="bob")

    def test_needs_what_the_seeker_has_dug_up(self) -> None:
        given = hunt.given(hunt=PLAN, ann=ANN[:1])
        given.when(CLAIM).then_refused("unknown_treasure")


class TestAward:
    def test_gives_the_holder_what_the_treasure_gives(self) -> None:
        given = hunt.given(hunt=PLAN, ann=ANN, crown=[WON])
        given.when(AWARD).then(ann=[TAKEN, THROUGH])

    def test_is_given_once(self) -> None:
        hunt.given(hunt=PLAN, ann=[*ANN, TAKEN], crown=[WON]).when(AWARD).then()

    def test_is_not_given_to_who_has_it_no_more(self) -> None:
        hunt.given(hunt=PLAN, ann=ANN, crown=[WON, REOPENED]).when(AWARD).then()
        hunt.given(hunt=PLAN, ann=ANN, crown=[WON, REOPENED, BOBS]).when(AWARD).then()


class TestChangedRules:
    RICH = replace(RULES, kinds=KINDS | {"crown": replace(KINDS["crown"], gives=(r.Points(200),))})

    def test_give_by_the_version_that_holds_when_it_is_given(self) -> None:
        changed = [*PLAN, f.RulesChanged(NOW, self.RICH, 2)]
        hunt.given(hunt=changed, ann=ANN).when(CLAIM).then(crown=replace(WON, rules=2))
        taken, through = replace(TAKEN, points=200, total=201, rules=2), replace(THROUGH, rules=2)
        given = hunt.given(hunt=changed, ann=ANN, crown=[WON])
        given.when(AWARD).then(ann=[taken, replace(through, points=201)])

    def test_make_no_second_hunt_with_another_start(self) -> None:
        later = c.PlanHunt(NOW, ROOM, "Later", NOW + TICK, ONE, self.RICH)
        hunt.given(hunt=PLAN, ann=ANN).when(later).then_refused("hunt_exists")

    def test_let_who_joined_under_older_ones_claim_nothing_before_it_begins_anew(self) -> None:
        early = [replace(PLAN[0], starts_at=NOW), f.RulesChanged(NOON, self.RICH, 2)]
        given = hunt.given(hunt=early, ann=[replace(ANN[0], at=NOON)])
        given.when(CLAIM).then_refused("unknown_treasure")


class TestTelling:
    def test_says_how_it_is_by_now_and_may_end_the_hunt(self) -> None:
        told = f.ClaimTold(NOW, "crown", "The crown", "crown", "ann")
        over = f.HuntEnded(NOW, early=True, ends_at=NOW + KNOWN_WITHIN)
        given = hunt.given(hunt=PLAN, crown=[WON])
        given.when(TELL).then(hunt=[told, over])
        hunt.given(hunt=[*PLAN, told], crown=[WON]).when(TELL).then()
        again = hunt.given(hunt=[*PLAN, told], crown=[WON, REOPENED])
        again.when(TELL).then(hunt=f.ReopeningTold(NOW, "crown", "The crown"))

    def test_needs_no_timer(self) -> None:
        assert due(hunt.given(crown=[WON]).state("crown")) is None


class TestReversal:
    def test_opens_the_treasure_first(self) -> None:
        commit = Commit(_stream_of("ann"), 6, (TAKEN,), NOW, "effects", "1", "")
        command = undo(_stream_of("ann"), commit, "a bug", NOW)
        assert command == REVERSE
        given = hunt.given(hunt=PLAN, ann=[*ANN, TAKEN], crown=[WON])
        given.when(command).then(crown=REOPENED)
        assert asked_by(REOPENED) == [replace(REVERSE, rival=False), TELL]

    def test_takes_back_then_what_it_gave(self) -> None:
        given = hunt.given(hunt=PLAN, ann=[*ANN, TAKEN], crown=[WON, REOPENED])
        undone = f.FindReversed(NOW, 6, "crown", 5, 100, 1, 1, 1, {}, "a bug")
        after = given.when(replace(REVERSE, rival=False))
        after.then(ann=undone)
        given.when(REVERSE).then_refused("already_reversed")

    def test_lets_the_same_seeker_have_it_again_once(self) -> None:
        undone = f.FindReversed(NOW, 6, "crown", 5, 100, 1, 1, 1, {}, "a bug")
        me = [*ANN, TAKEN, undone, dug(CROWN)]
        given = hunt.given(hunt=PLAN, ann=me, crown=[WON, REOPENED, WON])
        (taken, *_) = given.when(AWARD).decision[_stream_of("ann")]
        assert isinstance(taken, f.TreasureTaken)
        assert taken.claim == 2
        given.when(REVERSE).then_refused("already_reversed")


def test_play_again_finds_what_was_asked() -> None:
    assert HUNT.again is not None
    state = hunt.given(hunt=PLAN).state("hunt")
    claimed = Commit(treasure_stream(ROOM, "crown"), 1, (WON,), NOW, "ann", "1", "", {})
    awarded = Commit(_stream_of("ann"), 6, (TAKEN,), NOW, "effects", "1", "", {})
    assert HUNT.again(claimed, state) == CLAIM
    assert HUNT.again(awarded, state) == AWARD
